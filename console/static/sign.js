// Signs in the browser. The private key is read here and goes nowhere: its file has no name in the form, and nothing of it is kept.

const form = document.querySelector("form[data-sign]");
const said = (selector) => form.querySelector(selector);
const bytes = (text) => new TextEncoder().encode(text);
const base64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
const unbase64 = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

class Wrong extends Error {}

async function digestOf(text) {
  const hash = await crypto.subtle.digest("SHA-256", bytes(text));
  return "sha256:" + Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function der(pem) {
  const body = pem.match(/-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----/);
  if (pem.includes("ENCRYPTED")) throw new Wrong("这个私钥文件有口令，本页打不开：请用离线方式签名");
  if (!body) throw new Wrong("这不是私钥文件：应是 PKCS #8 的 PEM 文件");
  return unbase64(body[1].replace(/\s/g, ""));
}

async function keyOf(file) {
  if (file.size > 20000) throw new Wrong("这不是私钥文件：太大了");
  const content = der(await file.text());
  try {
    return await crypto.subtle.importKey("pkcs8", content, { name: "Ed25519" }, true, ["sign"]);
  } catch (error) {
    throw new Wrong(error.name === "NotSupportedError"
      ? "这个浏览器还不会 Ed25519 签名：请换新版浏览器，或用离线方式签名"
      : "本页只会用 Ed25519 私钥签名：国密 SM2 私钥请用离线方式签名");
  }
}

async function idOf(key) {
  const { x } = await crypto.subtle.exportKey("jwk", key);
  const open = base64(unbase64(x.replaceAll("-", "+").replaceAll("_", "/") + "=".repeat((4 - (x.length % 4)) % 4)));
  const known = JSON.parse(form.dataset.keys).find((each) => each.algorithm === "ed25519" && each.public_key === open);
  if (!known) throw new Wrong("这把私钥的公钥不在您的登记之中：请换一个文件，或先登记签名公钥");
  return known.key_id;
}

async function sign(file) {
  const shown = document.querySelector("[data-canonical]").textContent;
  const digest = await digestOf(shown);
  if (digest !== form.dataset.digest) throw new Wrong("按本页内容重算的摘要与登记的摘要不符：不要签名，请联系市科技局");
  const payload = `sanzhi.signature.v1\n${form.dataset.document}\n${digest}\n`;
  const key = await keyOf(file);
  const id = await idOf(key);
  said('[name="signature"]').value = base64(await crypto.subtle.sign({ name: "Ed25519" }, key, bytes(payload)));
  said('[name="key_id"]').value = id;
  return id;
}

async function chosen(input) {
  const state = said("[data-sign-state]");
  for (const name of ["signature", "key_id"]) said(`[name="${name}"]`).value = "";
  if (!input.files[0]) { state.textContent = ""; return; }
  try {
    const id = await sign(input.files[0]);
    state.textContent = `✓ 已用密钥 ${id} 在本机签好，尚未提交；私钥没有离开这台电脑`;
    state.className = "small sign-fine";
  } catch (error) {
    state.textContent = `■ ${error instanceof Wrong ? error.message : "没有签成，请重新选择私钥文件"}`;
    state.className = "small sign-wrong";
  }
  input.value = "";
}

async function recomputed() {
  const found = document.querySelector("[data-recomputed]");
  const digest = await digestOf(document.querySelector("[data-canonical]").textContent);
  found.textContent = digest;
  const same = document.querySelector("[data-same]");
  same.textContent = digest === form.dataset.digest ? "✓ 与登记的摘要一致" : "■ 与登记的摘要不一致：不要签名";
}

// Only a secure context has the means: over plain http from another machine there is the way off line.
if (form && window.isSecureContext && crypto.subtle) {
  form.querySelectorAll("[data-needs-script]").forEach((part) => { part.hidden = false; });
  said("[data-key]").addEventListener("change", (event) => chosen(event.target));
  recomputed();
}
