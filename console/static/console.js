// Everything works without this: it shows how far a file has got, sends a form once, and warns before what was typed is left behind.

const MOST_BYTES = 200 * 1024 * 1024; // of a file, as the field says
const EXPIRED = "登录已经过期：请先在新的页面登录，再回到这一页继续，填写的内容还在";

function upload(input) {
  const field = input.closest("[data-upload]");
  const file = input.files[0];
  if (!file || !field) return;
  const shown = field.querySelector("[data-file-state]");
  if (file.size > MOST_BYTES) { // or it would be sent in vain, and the connection end in the middle of it
    input.value = "";
    shown.replaceChildren(document.createTextNode(`■ ${file.name} 超过 200 MB，没有上传：请压缩或者分成几个文件`));
    return;
  }
  const bar = document.createElement("progress");
  bar.max = file.size || 1;
  shown.replaceChildren(document.createTextNode(`正在上传 ${file.name}`), bar);
  const request = new XMLHttpRequest();
  const body = new FormData();
  body.append("file", file);
  request.upload.onprogress = (event) => { bar.value = event.loaded; };
  request.onload = () => {
    let answer = {};
    try { answer = JSON.parse(request.responseText); } catch { answer = { wrong: "上传没有完成，请再选一次" }; }
    if (request.status === 401) answer = { wrong: EXPIRED };
    input.value = "";
    if (answer.wrong || !answer.digest) {
      shown.replaceChildren(document.createTextNode(`■ ${answer.wrong || "上传没有完成，请再选一次"}`));
      return;
    }
    for (const name of ["name", "digest", "size", "media_type"]) {
      field.querySelector(`[data-file="${name}"]`).value = answer[name];
    }
    input.required = false;
    field.querySelector(".file > span")?.replaceChildren(`✓ 现在是 ${answer.name}`); // and no longer what was there
    shown.replaceChildren(document.createTextNode(`✓ 已收到 ${answer.name}（${Math.max(1, Math.round(answer.size / 1024))} KB）`));
  };
  request.onerror = () => { shown.replaceChildren(document.createTextNode("■ 网络中断，请再选一次")); };
  request.open("POST", field.dataset.upload);
  request.send(body);
}

document.addEventListener("change", (event) => {
  if (event.target.matches('[data-upload] input[type="file"]')) upload(event.target);
  if (event.target.closest("form[data-form]")) event.target.closest("form").dataset.dirty = "yes";
});

// What is typed is kept on the server a few seconds later, as the button does it; files are there already.
let waits = 0;
async function keep(form) {
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  body.set("intent", "keep");
  try {
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body, headers: { accept: "application/json" }, redirect: "error" });
    const { kept, why_not: whyNot } = answer.ok ? await answer.json() : { why_not: answer.status === 401 ? EXPIRED : "" };
    if (form.dataset.sent || !(kept || whyNot)) return;
    if (kept) delete form.dataset.dirty;
    form.querySelector("[data-kept]").textContent = kept ? `草稿 ${kept} 已自动保存，只有您能看到` : whyNot;
  } catch { /* the next one may do */ }
}
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-form]");
  if (!form || !form.querySelector("[data-kept]")) return;
  form.dataset.dirty = "yes";
  clearTimeout(waits);
  waits = setTimeout(() => { if (!form.dataset.sent) keep(form); }, 4000);
});

// Of more people or organisations than a page holds, those whose names have in them what is being typed.
let asks = 0;
document.addEventListener("input", (event) => {
  const list = event.target.list;
  const text = event.target.value.trim();
  if (!list || !list.dataset.search || !text || event.isComposing) return;
  clearTimeout(asks);
  asks = setTimeout(async () => {
    const answer = await fetch(`${list.dataset.search}?text=${encodeURIComponent(text)}`, { redirect: "error" }).catch(() => null);
    if (!answer || !answer.ok) return;
    list.replaceChildren(...(await answer.json()).map((title) => Object.assign(document.createElement("option"), { value: title })));
  }, 200);
});
document.addEventListener("compositionend", (event) => { if (event.target.list) event.target.dispatchEvent(new InputEvent("input", { bubbles: true })); });

// The service carries out a request once, however often it comes; this spares people the second page.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-form]")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  delete form.dataset.dirty;
});
window.addEventListener("pageshow", () => { document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; }); });
window.addEventListener("beforeunload", (event) => { if (document.querySelector("form[data-dirty]")) event.preventDefault(); });

// What takes more than one press goes on by itself, while somebody has the page open.
document.querySelector("form[data-goes-on]")?.requestSubmit();

// One menu at a time, and Escape closes it.
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; });
});

const showPrint = () => document.querySelectorAll("[data-print]").forEach((button) => { button.hidden = false; });
showPrint();
document.addEventListener("sanzhi:shown", showPrint); // the page took in what has changed
document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
const refused = document.querySelector(".refusal");
if (refused) refused.focus();
