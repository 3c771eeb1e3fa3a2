// An open page takes in what has changed since, without losing what is open or being typed. Without a script one loads it again.

const main = document.getElementById("main");
const FIRST_PAUSE = 2000, LONGEST_PAUSE = 300000; // milliseconds
let source = null;
let pause = FIRST_PAUSE;
let waits = 0;

function noticed(text, href) {
  main.querySelector("[data-noticed]")?.remove();
  const line = document.createElement("p");
  line.className = "told";
  line.dataset.noticed = "";
  line.setAttribute("aria-live", "polite");
  const said = document.createElement("span");
  said.textContent = text;
  line.append(said);
  if (href) {
    const link = document.createElement("a");
    link.href = href;
    link.textContent = "看现在的内容";
    line.append(link);
  }
  main.prepend(line);
}

const called = (summary) => `${summary.closest("section")?.getAttribute("aria-labelledby")} ${summary.textContent}`;

async function takeIn() {
  const busy = main.querySelector('form[method="post"]') || (main.contains(document.activeElement) && document.activeElement.matches("input, select, textarea"));
  if (busy) {
    noticed("您打开之后，这里有了变化。填写的内容还在；提交时以当时的状态为准。", main.dataset.live === "mine" ? "/workbench" : `/${main.dataset.live}`);
    return;
  }
  const answer = await fetch(location.href, { headers: { accept: "text/html", "x-sanzhi-by-itself": "yes" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("main");
  if (!answer.ok || answer.redirected || !fresh || fresh.dataset.live !== main.dataset.live) {
    noticed("这里有了变化。", location.href);
    return;
  }
  const open = new Set([...main.querySelectorAll("details[open] > summary")].map(called));
  const focused = main.contains(document.activeElement) ? document.activeElement : null;
  const [at, on] = [focused?.getAttribute("href"), focused?.matches("summary") && called(focused)];
  const told = main.querySelector(".told:not([data-noticed])"); // of an act just done: said once, and not to be lost
  main.dataset.mark = fresh.dataset.mark;
  main.replaceChildren(...fresh.childNodes);
  if (told && !main.querySelector(".told")) main.prepend(told);
  main.querySelectorAll("details > summary").forEach((summary) => { if (open.has(called(summary))) summary.parentElement.open = true; });
  if (on) [...main.querySelectorAll("details > summary")].find((summary) => called(summary) === on)?.focus({ preventScroll: true });
  if (at) [...main.querySelectorAll("a[href]")].find((link) => link.getAttribute("href") === at)?.focus({ preventScroll: true });
  document.dispatchEvent(new Event("sanzhi:shown"));
  noticed(`${new Date().toTimeString().slice(0, 5)} 有了变化，已更新。`, "");
}

// Browsers open few connections to one place: a page that nobody looks at holds none. They ask again by themselves after a stream that ended, and
// never after an answer that was none (the console starts again, the session is over): after such a one the page does, with growing pauses.
function listen() {
  clearTimeout(waits);
  source?.close();
  source = null;
  if (document.hidden || !main.dataset.live) return;
  source = new EventSource(`/live?of=${encodeURIComponent(main.dataset.live)}&since=${encodeURIComponent(main.dataset.mark)}`);
  source.addEventListener("open", () => { pause = FIRST_PAUSE; });
  source.addEventListener("error", () => {
    if (source?.readyState !== EventSource.CLOSED) return;
    waits = setTimeout(listen, pause * (0.5 + Math.random() / 2)); // not all of them at once
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  });
  source.addEventListener("changed", (event) => {
    if (event.data === main.dataset.mark) return;
    main.dataset.mark = event.data;
    takeIn().catch(() => noticed("这里有了变化。", location.href));
  });
}

if (main && main.dataset.live) {
  document.addEventListener("visibilitychange", listen);
  window.addEventListener("pagehide", () => source?.close());
  listen();
}
