// What a choice decides (the fields of a type of facts, the documents of a policy) is drawn as soon as it is made. Without a script a button does it.

const form = document.getElementById("asked-form");
let turn = 0;

function typed() {
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name); // those are there already
  return body;
}

const written = (body) => new URLSearchParams(body).toString();

async function follow() {
  const mine = ++turn;
  const body = typed();
  const sent = written(body);
  body.set("intent", "show");
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body, redirect: "error" }).catch(() => null);
  if (!answer || !answer.ok) return;
  const drawn = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#asked-form .card-body");
  if (!drawn || mine !== turn || form.dataset.sent || form.querySelector("progress")) return;
  if (written(typed()) !== sent) { follow(); return; } // somebody types on: of what stands there now
  const at = document.activeElement.id;
  form.querySelector(".card-body").replaceWith(drawn);
  if (at) document.getElementById(at)?.focus({ preventScroll: true });
}

form.addEventListener("change", (event) => { if (event.target.matches("[data-decides]")) follow(); });
