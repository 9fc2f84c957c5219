// Casework: the one module. Every page works without it; it only adds keys, dialogs, kept drafts and counts.
// No wording lives here: texts come from data attributes on <body> and from the pages themselves.
const root = document.documentElement;
const body = document.body;
const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
root.dataset.module = "";

// ── Errors: the summary takes the focus, its links go to the box and not only to the place
const errors = $(".errors");
if (errors) errors.focus();
document.addEventListener("click", (event) => {
  const link = event.target.closest(".errors a[href^='#']");
  const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!target) return;
  event.preventDefault();
  const box = target.matches("input, select, textarea, button, a") ? target : $("input, select, textarea", target) ?? target;
  box.focus();
  (box.closest(".field") ?? box).scrollIntoView({ block: "start" });
});

// ── Short news: on the desk a notice becomes a toast, which stays until closed
function toast(text, tone) {
  let shelf = $(".toasts");
  if (!shelf) {
    shelf = Object.assign(document.createElement("div"), { className: "toasts" });
    shelf.setAttribute("role", "status");
    body.append(shelf);
  }
  const item = Object.assign(document.createElement("div"), { className: "toast" });
  const words = Object.assign(document.createElement("span"), { textContent: text });
  if (tone) words.dataset.tone = tone;
  const close = Object.assign(document.createElement("button"), { type: "button", className: "button button-quiet", textContent: body.dataset.close ?? "×" });
  close.addEventListener("click", () => item.remove());
  item.append(words, close);
  shelf.append(item);
}
if (body.matches(".desk")) {
  for (const news of $$("[data-news]")) {
    toast(news.textContent.trim(), news.dataset.tone);
    news.remove();
  }
}

// ── Keys: one letter each, only outside boxes, and they can be switched off (WCAG 2.1.4)
const KEYS = "casework.keys";
const remembered = (store, key) => { try { return store.getItem(key); } catch { return null; } };
const remember = (store, key, value) => { try { value === null ? store.removeItem(key) : store.setItem(key, value); } catch { /* storage refused: nothing is kept */ } };
const help = $("#keys");
const keySwitch = help && $("input[type=checkbox]", help);
if (keySwitch) {
  keySwitch.checked = remembered(localStorage, KEYS) !== "off";
  keySwitch.addEventListener("change", () => remember(localStorage, KEYS, keySwitch.checked ? null : "off"));
}
const rows = () => $$("[data-rows] > *, .table-pick > tbody > tr").filter((row) => $("a[href]", row));
function step(by) {
  const all = rows();
  if (!all.length) return;
  const here = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[Math.min(Math.max(here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by, 0), all.length - 1)];
  $("a[href]", next).focus();
  next.scrollIntoView({ block: "nearest" });
}
const typing = (element) => element.isContentEditable || element.matches("input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select");
const deeds = {
  "/": () => $("[aria-keyshortcuts='/']")?.focus(),
  "?": () => (help?.open ? help.close() : help?.showModal()),
  j: () => step(1),
  k: () => step(-1),
  x: () => { const row = document.activeElement.closest("tr, li"); if (row) $("input[type=checkbox]", row)?.click(); },
};
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(event.target) || (event.key !== "?" && $("dialog[open]"))) return;
  if (event.key !== "?" && keySwitch && !keySwitch.checked) return;
  const named = /^[a-z]$/i.test(event.key) && $(`[aria-keyshortcuts="${event.key.toUpperCase()}"]`);
  const deed = named ? () => (named.matches("input, select, textarea") ? named.focus() : named.click()) : deeds[event.key];
  if (!deed) return;
  event.preventDefault();
  deed();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-close], [data-help], [data-print]");
  if (!button) return;
  if ("print" in button.dataset) return window.print();
  if ("help" in button.dataset && help) { event.preventDefault(); return help.showModal(); }
  const dialog = button.closest("dialog");
  if (dialog) { event.preventDefault(); dialog.close(); }
});

// ── Dialogs: a link with data-dialog shows the form of the page it leads to. Anything unexpected: go to the page.
// An XMLHttpRequest, since its parsed document needs no string-to-HTML step that the content policy would refuse.
const fetchPage = (address) => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest();
  request.open("GET", address);
  request.responseType = "document";
  request.onload = () => (request.status === 200 && request.response && new URL(request.responseURL).pathname === new URL(address, location).pathname
    ? resolve(request.response) : reject(new Error("not that page")));
  request.onerror = reject;
  request.send();
});
function ownIds(form) {
  for (const element of $$("[id]", form)) element.id = `d-${element.id}`;
  for (const name of ["for", "aria-describedby", "aria-labelledby", "form"]) {
    for (const element of $$(`[${name}]`, form)) element.setAttribute(name, element.getAttribute(name).split(/\s+/).map((id) => `d-${id}`).join(" "));
  }
}
async function showDialog(link) {
  const page = await fetchPage(link.href);
  const form = $("main form[data-dialog-form]", page) ?? $("main form[method=post]", page);
  const heading = page.querySelector("main h1");
  if (!form || !heading) throw new Error("nothing to show");
  if (!form.getAttribute("action")) form.setAttribute("action", link.href);
  const own = document.adoptNode(form);
  ownIds(own);
  const dialog = Object.assign(document.createElement("dialog"), { className: "dialog stack" });
  const title = Object.assign(document.createElement("h2"), { id: "dialog-title", textContent: heading.textContent.trim() });
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.append(title, own);
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-cancel]")) { event.preventDefault(); dialog.close(); }
  });
  dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
  body.append(dialog);
  for (const box of $$("textarea[data-count]", dialog)) count(box);
  dialog.showModal();
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || !window.HTMLDialogElement) return;
  event.preventDefault();
  showDialog(link).catch(() => location.assign(link.href));
});

// ── What staff write is kept in this tab until it is sent, and leaving with unsent words asks first.
// sessionStorage, not localStorage: the words may be personal and must end with the tab.
const slot = (box, state) => `casework.${state}.${body.dataset.user ?? ""}.${box.dataset.draft}`;
let leaving = false;
const refused = $("[data-refused], input[autocomplete=current-password]");
if (refused) { // the last send did not arrive (signed out, error): what was sent becomes a draft again
  try {
    for (const key of Object.keys(sessionStorage).filter((name) => name.startsWith("casework.sent."))) {
      remember(sessionStorage, key.replace(".sent.", ".draft."), sessionStorage.getItem(key));
      remember(sessionStorage, key, null);
    }
  } catch { /* storage refused: nothing was kept */ }
}
for (const box of $$("textarea[data-draft]")) {
  if (!refused) remember(sessionStorage, slot(box, "sent"), null);
  const kept = remembered(sessionStorage, slot(box, "draft"));
  if (kept && !box.value) { box.value = kept; toast(body.dataset.draftKept ?? "", "info"); }
  box.addEventListener("input", () => remember(sessionStorage, slot(box, "draft"), box.value || null));
  box.form?.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (box.value) remember(sessionStorage, slot(box, "sent"), box.value);
    remember(sessionStorage, slot(box, "draft"), null);
  });
}
for (const form of $$("form[data-guard]")) {
  form.addEventListener("input", () => { form.dataset.touched = ""; });
}
document.addEventListener("submit", (event) => { if (!event.defaultPrevented) leaving = true; });
window.addEventListener("pageshow", () => { leaving = false; });
window.addEventListener("beforeunload", (event) => { if (!leaving && $("form[data-guard][data-touched]")) event.preventDefault(); });

// ── Count of characters, spoken after a pause
function count(box) {
  const line = document.getElementById(`${box.id}-left`);
  if (!line) return;
  const write = () => {
    const used = [...box.value.replace(/\r?\n/g, "\n")].length;
    line.textContent = line.dataset.words.replace("{used}", used.toLocaleString(root.lang)).replace("{most}", Number(box.dataset.count).toLocaleString(root.lang));
    line.toggleAttribute("data-over", used > Number(box.dataset.count));
  };
  let pause;
  box.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(write, 400); });
  write();
}
for (const box of $$("textarea[data-count]")) count(box);

// ── Selecting rows: all at once, and how many
for (const all of $$("input[data-select-all]")) {
  const ticks = () => $$("tbody .tick", all.closest("table"));
  const told = $("[data-selected]", all.form ?? document);
  const tell = () => {
    const on = ticks().filter((tick) => tick.checked).length;
    all.checked = on > 0 && on === ticks().length;
    all.indeterminate = on > 0 && on < ticks().length;
    if (told) told.textContent = on.toLocaleString(root.lang);
  };
  all.addEventListener("change", () => { for (const tick of ticks()) tick.checked = all.checked; tell(); });
  all.closest("table").addEventListener("change", tell);
  tell();
}

// ── What is under way is looked at again every two seconds; when it is over, the page is read anew
const live = $("[data-live]");
if (live) {
  const look = async () => {
    const now = await fetchPage(location.href).then((page) => page.getElementById(live.id), () => live);
    if (!now) return location.reload();
    for (const part of ["progress", "[role=status]"]) {
      const [mine, theirs] = [$(part, live), $(part, now)];
      if (mine && theirs && mine !== theirs) { mine.textContent = theirs.textContent; if ("value" in mine) mine.value = theirs.value; }
    }
    setTimeout(look, 2000);
  };
  setTimeout(look, 2000);
}

// ── Two sliders beside the two days of a question to the register: they fill the boxes and, after a pause, bring the
// answers of that day into the page. Without them the boxes and the button do the same.
const ranges = $("[data-ranges]");
const DAY = 86_400_000;
if (ranges) {
  const form = ranges.closest("form");
  const [first, written] = [Date.parse(ranges.dataset.first), new Intl.DateTimeFormat(root.lang === "en" ? "en-GB" : root.lang, { dateStyle: "long", timeZone: "UTC" })];
  const tell = (range) => {
    const day = written.format(first + range.valueAsNumber * DAY);
    range.setAttribute("aria-valuetext", day);
    $("[data-range-day]", range.parentElement).textContent = day;
  };
  const fill = (range) => {
    const day = new Date(first + range.valueAsNumber * DAY);
    const parts = { day: day.getUTCDate(), month: day.getUTCMonth() + 1, year: day.getUTCFullYear() };
    for (const [part, value] of Object.entries(parts)) form.elements[`${range.dataset.range}-${part}`].value = value;
  };
  let asked = 0;
  const show = async () => {
    const [mine, address] = [++asked, `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`];
    const page = await fetchPage(address);
    if (mine !== asked) return;
    $("[data-as-of]").replaceWith(document.adoptNode($("[data-as-of]", page)));
    history.replaceState(null, "", address);
    $("[role=status]", ranges).textContent = $("[data-as-of-answer]").innerText;
  };
  let pause;
  ranges.hidden = false;
  for (const range of $$("[data-range]", ranges)) {
    tell(range);
    range.addEventListener("input", () => {
      tell(range);
      fill(range);
      clearTimeout(pause);
      pause = setTimeout(() => show().catch(() => form.submit()), 350);
    });
  }
}

// ── A map to mark a place on: it fills the boxes of its question. Without it there are the address and the names of areas.
for (const map of $$("[data-pick]")) {
  const [south, west, north, east] = map.dataset.edges.split(" ").map(Number);
  const [face, drawing, pin, away, form] = [$(".pick", map), $("svg", map), $(".pin", map), $("[data-unpick]", map), map.closest("form")];
  const { width, height } = drawing.viewBox.baseVal;
  const name = map.dataset.pick;
  const box = (part) => form.elements[`${name}-${part}`] ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: `${name}-${part}` }));
  const [lat, lon, words] = [box("lat"), box("lon"), box("text")];
  let filled = "";
  let spot = lat.value && lon.value ? [(lon.value - west) / (east - west) * width, (north - lat.value) / (north - south) * height] : null;
  const show = () => {
    const area = spot && $$("[data-area]", drawing).find((one) => one.isPointInFill(new DOMPoint(...spot)))?.dataset.area;
    pin.setAttribute("visibility", spot ? "visible" : "hidden");
    if (spot) pin.setAttribute("transform", `translate(${spot.join(" ")})`);
    away.hidden = !spot;
    $("[role=status]", map).textContent = !spot ? map.dataset.none : area ? map.dataset.inside.replace("{area}", area) : map.dataset.outside;
    return area;
  };
  const mark = (x, y) => {
    spot = [Math.min(Math.max(x, 0), width), Math.min(Math.max(y, 0), height)];
    lat.value = (north - spot[1] / height * (north - south)).toFixed(6);
    lon.value = (west + spot[0] / width * (east - west)).toFixed(6);
    const area = show();
    if (words.value.trim() && words.value !== filled) return;
    words.value = filled = `${area ? `${area}, ` : ""}${Number(lat.value).toFixed(5)}, ${Number(lon.value).toFixed(5)}`;
  };
  const unmark = () => {
    spot = null;
    lat.value = lon.value = "";
    if (words.value === filled) words.value = filled = "";
    show();
    face.focus();
  };
  face.addEventListener("click", (event) => {
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(drawing.getScreenCTM().inverse());
    mark(x, y);
  });
  face.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? 4 : 24;
    const way = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (event.key === "Delete" || event.key === "Backspace") unmark();
    else if (way) mark(...(spot ? [spot[0] + way[0], spot[1] + way[1]] : [width / 2, height / 2]));
    else return;
    event.preventDefault();
  });
  away.addEventListener("click", unmark);
  map.hidden = false;
  show();
}

// ── A page to make parts of black: what is drawn fills the boxes in percent, and what is typed shows on the page
for (const place of $$("[data-black]")) {
  const [sheet, marking, form] = [$(".sheet", place), $(".marking", place), $("form", place)];
  if (!form) continue;
  const boxes = ["left", "top", "width", "height"].map((side) => form.elements[side]);
  const show = () => {
    const said = boxes.map((box) => Number(box.value.replace(",", ".")) * 10);
    const whole = boxes.every((box) => box.value.trim()) && said.every((value) => value >= 0 && value <= 1000);
    marking.setAttribute("visibility", whole ? "visible" : "hidden");
    if (whole) ["x", "y", "width", "height"].forEach((name, at) => marking.setAttribute(name, said[at]));
  };
  const spot = (event) => {
    const { left, top, width, height } = sheet.getBoundingClientRect();
    return [(event.clientX - left) / width, (event.clientY - top) / height].map((share) => Math.min(Math.max(share, 0), 1) * 100);
  };
  let from = null;
  sheet.dataset.draw = "";
  sheet.addEventListener("pointerdown", (event) => { from = spot(event); sheet.setPointerCapture(event.pointerId); event.preventDefault(); });
  sheet.addEventListener("pointermove", (event) => {
    if (!from) return;
    const to = spot(event);
    [0, 1].forEach((way) => {
      const start = Math.floor(Math.min(from[way], to[way]) * 10) / 10;
      boxes[way].value = start.toFixed(1);
      boxes[way + 2].value = Math.min(100 - start, Math.max(from[way], to[way]) - start).toFixed(1);
    });
    show();
  });
  for (const end of ["pointerup", "pointercancel"]) sheet.addEventListener(end, () => { from = null; });
  form.addEventListener("input", show);
  show();
}
