// What the page does beyond plain forms: acts without reloading, windows as dialogs, new messages as they come.

const main = document.getElementById("main");
const log = document.getElementById("log");
const dialog = document.getElementById("window");
const notice = document.getElementById("alert");
const newer = document.getElementById("newer");

const TRIES = 3;
const PAUSE_MILLISECONDS = 700;

let openedFrom = null;

// Acts

function newActId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

// A retry carries the same body, and with it the same act id: the server knows it as one act.
async function send(url, body) {
  const headers = { Accept: "application/json", "X-CSRF-Token": main.dataset.csrf };
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await fetch(url, { method: "POST", headers, body });
      if (response.status !== 503 || attempt === TRIES) return response;
    } catch (error) {
      if (attempt === TRIES) throw error;
    }
    await pause(attempt * PAUSE_MILLISECONDS);
  }
}

function filled(form, submitter) {
  const data = new URLSearchParams(new FormData(form));
  if (submitter?.name) data.set(submitter.name, submitter.value);
  data.set("act", newActId());
  if (form.hasAttribute("data-composer")) forgetTalk(data);
  return data;
}

// Whatever is no command is not read, so it need not even leave this browser.
function forgetTalk(data) {
  if (!/^\s*\/voice(\s|$)/i.test(data.get("text"))) data.set("text", "");
}

async function act(form, submitter) {
  const frame = form.closest("[data-message], .window") ?? form;
  if (frame.getAttribute("aria-busy") === "true") return;
  frame.setAttribute("aria-busy", "true");
  notice.hidden = true;
  try {
    const response = await send(form.getAttribute("action"), filled(form, submitter));
    if (response.ok && form.hasAttribute("data-once")) fold(form);
    if (response.ok) await perform(await response.json(), form);
    else await complain(response);
    if (response.ok && form.hasAttribute("data-composer")) form.reset();
  } catch {
    say(main.dataset.failed);
  } finally {
    frame.removeAttribute("aria-busy");
  }
}

async function complain(response) {
  if (response.status === 401) return sayGoodbye();
  const body = await response.json().catch(() => ({}));
  say(body.error ?? main.dataset.failed);
}

function say(text) {
  notice.textContent = text;
  notice.hidden = false;
}

function sayGoodbye() {
  const link = Object.assign(document.createElement("a"), { href: "/sign-in", textContent: main.dataset.signIn });
  say(`${main.dataset.signedOut} `);
  notice.append(link);
}

// What comes of an act

async function perform(reply, form) {
  const isInWindow = dialog.contains(form);
  switch (reply.effect) {
    case "ask":
      return openWindow(reply.html, form);
    case "refuse":
      return showProblems(reply.problems);
    case "replace":
      exchange(form.closest("[data-message]"), piece(reply.html));
      break;
    case "post":
      show(reply);
      break;
    case "whisper":
      whisper(piece(reply.html), isInWindow ? document.getElementById(openedFrom) : form);
      break;
    case "nothing":
      break;
    default:
      say(main.dataset.failed);
  }
  if (isInWindow) dialog.close();
  if (isInWindow) await refreshHome();
}

function exchange(message, fresh) {
  const same = document.getElementById(fresh.id);
  if (same) return renew(same, fresh);
  message.replaceWith(fresh);
  fresh.focus({ preventScroll: true });
}

function fold(form) {
  form.reset();
  const details = form.closest("details");
  details.open = false;
  details.querySelector("summary").focus({ preventScroll: true });
}

// A note stands below the message that it is about, so that it is seen by whoever reads there.
function whisper(note, origin) {
  const message = origin?.closest("[data-message]");
  if (message) message.after(note);
  else place(note);
  note.scrollIntoView({ block: note.offsetHeight > window.innerHeight / 2 ? "start" : "nearest" });
  note.focus({ preventScroll: true });
}

function piece(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

async function refreshHome() {
  if (!log?.hasAttribute("data-home")) return;
  const response = await send("/home", new URLSearchParams({ act: newActId() }));
  if (response.ok) log.firstElementChild?.replaceWith(piece((await response.json()).html));
}

// Windows

function openWindow(html, form) {
  if (!dialog.contains(form)) openedFrom = form.closest("[data-message]")?.id ?? "line";
  if (dialog.open) dialog.close("exchanged");
  dialog.replaceChildren(piece(html));
  dialog.showModal();
}

// The focus goes back to the message, not to the button: which one was pressed is nobody else's business.
function leaveWindow() {
  if (dialog.returnValue === "exchanged") {
    dialog.returnValue = "";
    return;
  }
  dialog.replaceChildren();
  document.getElementById(openedFrom)?.focus({ preventScroll: true });
}

function showProblems(problems) {
  for (const field of dialog.querySelectorAll("[data-field]")) {
    const problem = problems[field.dataset.field];
    const entry = field.querySelector("input:not([type=hidden]), textarea, select");
    const line = field.querySelector(".problem");
    line.textContent = problem ?? "";
    line.hidden = !problem;
    entry.toggleAttribute("aria-invalid", Boolean(problem));
    if (problem) entry.setAttribute("aria-invalid", "true");
  }
  const first = dialog.querySelector("[aria-invalid]");
  if (first) first.focus();
  else say(Object.values(problems).join(" "));
}

// Messages

function isAtEnd() {
  return window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 160;
}

function scrollToEnd() {
  window.scrollTo({ top: document.documentElement.scrollHeight });
  newer?.setAttribute("hidden", "");
}

function place(article) {
  document.getElementById("empty")?.remove();
  const wasAtEnd = isAtEnd();
  article.classList.add("arrived");
  log.append(article);
  if (wasAtEnd) scrollToEnd();
  return article;
}

function show({ html, number, day }) {
  const article = piece(html);
  const shown = document.getElementById(article.id);
  if (shown) return renew(shown, article);
  if (number <= Number(log.dataset.last)) return; // an older one that this page does not show
  log.dataset.last = number;
  const days = log.querySelectorAll(".day");
  if (days[days.length - 1]?.textContent !== day) {
    log.append(Object.assign(document.createElement("p"), { className: "day", textContent: day }));
  }
  const wasAtEnd = isAtEnd();
  place(article);
  newer?.toggleAttribute("hidden", wasAtEnd);
}

// Only what changed is exchanged, so that nobody loses what they read, write or stand on.
function renew(shown, fresh) {
  const stood = shown.contains(document.activeElement) ? document.activeElement : null;
  shown.setAttribute("aria-label", fresh.getAttribute("aria-label"));
  renewBody(shown.querySelector(":scope > .body"), fresh.querySelector(":scope > .body"));
  renewCorner(shown.querySelector(":scope > .corner"), fresh.querySelector(":scope > .corner"));
  if (stood && !stood.isConnected) (alike(shown, stood) ?? shown).focus({ preventScroll: true });
}

function renewBody(shown, fresh) {
  const [before, after] = [Array.from(shown.children), Array.from(fresh.children)];
  if (before.length !== after.length) return shown.replaceChildren(...after);
  before.forEach((part, number) => {
    if (part.outerHTML !== after[number].outerHTML) part.replaceWith(after[number]);
  });
}

function renewCorner(shown, fresh) {
  if (!shown || !fresh) return;
  for (const details of shown.querySelectorAll("details[open]")) {
    fresh.querySelector(`#${CSS.escape(details.id)}`)?.setAttribute("open", "");
  }
  for (const text of shown.querySelectorAll("textarea")) {
    const same = fresh.querySelector(`#${CSS.escape(text.id)}`);
    if (same && text.value !== text.defaultValue) same.value = text.value;
  }
  shown.replaceWith(fresh);
}

function alike(message, gone) {
  if (gone.id) return message.querySelector(`#${CSS.escape(gone.id)}`);
  if (gone.matches("summary")) return message.querySelector(`#${CSS.escape(gone.parentElement.id)} > summary`);
  return gone.value ? message.querySelector(`button[value="${CSS.escape(gone.value)}"]`) : null;
}

function takeAway({ number }) {
  const article = document.getElementById(`letter-${number}`);
  if (!article) return;
  const day = article.previousElementSibling;
  const isAlone = day?.matches(".day") && !article.nextElementSibling?.matches("[data-message]");
  if (article.contains(document.activeElement)) main.focus({ preventScroll: true });
  article.remove();
  if (isAlone) day.remove();
}

function listen() {
  const asked = new URLSearchParams({ after: log.dataset.version, channel: log.dataset.channel });
  const source = new EventSource(`/events?${asked}`);
  source.addEventListener("letter", (event) => show(JSON.parse(event.data)));
  source.addEventListener("gone", (event) => takeAway(JSON.parse(event.data)));
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) sayGoodbye();
  });
}

// The demo's bar

async function moveClock(form, submitter) {
  form.setAttribute("aria-busy", "true");
  if (newer) scrollToEnd();
  try {
    const body = new URLSearchParams(new FormData(form));
    body.set("step", submitter.value);
    const headers = { Accept: "application/json" };
    const response = await fetch(form.action, { method: "POST", headers, body });
    if (!response.ok || response.redirected) return window.location.reload();
    const { day, time } = await response.json();
    document.getElementById("demo-day").textContent = day;
    document.getElementById("demo-time").textContent = time;
    await refreshHome();
  } finally {
    form.removeAttribute("aria-busy");
  }
}

function becomeChosen({ target }) {
  const isKnown = Array.from(target.list.options).some((option) => option.value === target.value);
  if (isKnown) target.form.requestSubmit();
}

// Start

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.closest("[data-preview]")) event.preventDefault();
  else if (form.hasAttribute("data-act")) {
    event.preventDefault();
    act(form, event.submitter);
  } else if (form.hasAttribute("data-move") && main.dataset.csrf) {
    event.preventDefault();
    moveClock(form, event.submitter);
  }
});
document.addEventListener("click", ({ target }) => {
  if (target.hasAttribute("data-dismiss")) {
    target.closest("[data-message]").remove();
    document.getElementById("line")?.focus();
  }
});
document.querySelector("[data-become] input[name=person]")?.addEventListener("input", becomeChosen);
newer?.addEventListener("click", scrollToEnd);
window.addEventListener("scroll", () => isAtEnd() && newer?.setAttribute("hidden", ""), { passive: true });
if (dialog) {
  dialog.addEventListener("close", leaveWindow);
  if (dialog.open) {
    dialog.close("exchanged");
    dialog.showModal();
  }
}
document.querySelector(".places [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
if (log?.dataset.last !== undefined) {
  if (!window.location.hash) scrollToEnd();
  listen();
}
