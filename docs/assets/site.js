/* What a reader gets beyond plain pages: copy, links to copy, tabs that agree, colours, search.
   Everything here is an addition: without it the pages are complete. */
"use strict";
{
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const base = new URL(document.currentScript.dataset.base.replace(/\/?$/, "/"), location);

  /** Remember a choice; a browser may forbid that to pages from the file system. */
  const kept = (name, value) => {
    try {
      if (value === undefined) return localStorage.getItem(name) || "";
      if (value) localStorage.setItem(name, value);
      else localStorage.removeItem(name);
    } catch { /* chosen for this page alone */ }
    return "";
  };

  const make = (tag, text, properties = {}) =>
    Object.assign(document.createElement(tag), { textContent: text }, properties);

  /* Said aloud by screen readers, and shown for a moment. */
  const status = make("p", "", { className: "status" });
  status.setAttribute("role", "status");
  document.body.append(status);
  let fading;
  const say = (text) => {
    status.textContent = text;
    clearTimeout(fading);
    fading = setTimeout(() => (status.textContent = ""), 2500);
  };

  const copy = async (text, done) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      /* Without https the modern way is shut. */
      const area = document.body.appendChild(make("textarea", text));
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    say(done);
  };

  /* Colours: as the system has them, until one is chosen. */
  const system = matchMedia("(prefers-color-scheme: dark)");
  const scheme = document.querySelector(".scheme");
  const NAMES = { "": "as the system", light: "light", dark: "dark" };
  const paint = () => {
    const chosen = kept("scheme");
    const dark = chosen ? chosen === "dark" : system.matches;
    document.body.dataset.mdColorScheme = dark ? "slate" : "default";
    scheme.textContent = { "": "◐", light: "○", dark: "●" }[chosen];
    scheme.title = `Colours: ${NAMES[chosen]}`;
    scheme.setAttribute("aria-label", scheme.title);
  };
  scheme.onclick = () => {
    kept("scheme", { "": "light", light: "dark", dark: "" }[kept("scheme")]);
    paint();
    say(scheme.title);
  };
  system.onchange = paint;
  scheme.hidden = false;
  paint();

  /* Code: a session is copied without prompts and without what was printed. */
  const typed = (code) => {
    const text = code.cloneNode(true);
    if (!text.querySelector(".gp")) return text.textContent.replace(/\n+$/, "");
    /* A printed line may begin like one that goes on with a command: only after a typed one it does. */
    all(".gp", text).forEach((p) => (p.textContent = /^>{1,2} ?$/.test(p.textContent) ? "\x01" : "\0"));
    let on = false;
    return text.textContent.split("\n").filter((line) => (on = line[0] === "\0" || (on && line[0] === "\x01")))
      .map((line) => line.slice(1)).join("\n");
  };

  const addTools = (block) => {
    const code = block.querySelector("code");
    const tools = make("div", "", { className: "tools" });
    const button = make("button", "Copy", { type: "button" });
    button.onclick = () => copy(typed(code) + "\n", "Copied");
    tools.append(button);
    if (block.id) tools.append(make("a", "#", { href: "#" + block.id, className: "headerlink", title: "Link to this block" }));
    block.append(tools);
  };
  /* A slow phone shall answer a finger meanwhile. */
  const few = (items, number, use) => {
    items.splice(0, number).forEach(use);
    if (items.length) setTimeout(few, 0, items, number, use);
  };
  few(all(".highlight"), 20, addTools);
  for (const heading of all("article :is(h2, h3)[id]:not(:has(.headerlink))")) {
    heading.append(make("a", "#", { href: "#" + heading.id, className: "headerlink", title: "Link to this section" }));
  }
  for (const question of all("details[id]")) {
    question.before(make("a", "#", { href: "#" + question.id, className: "headerlink beside", title: "Link to this question" }));
  }

  for (const row of all("td:first-child > a[id]")) {
    if (row.hash === "#" + row.id && row.matches("[href^='#']")) continue; // is its own link
    row.after(make("a", "#", { href: "#" + row.id, className: "headerlink", title: "Link to this row" }));
  }

  /* What scrolls sideways can be reached and scrolled by keyboard. */
  /* Each question makes the browser lay out what is not near the window. */
  addEventListener("load", () => setTimeout(few, 0, all(".highlight code, .md-typeset table"), 10, (e) => {
    if (e.scrollWidth > e.clientWidth) e.tabIndex = 0;
  }));

  /* In a long menu the page that is shown stands in sight. */
  const drawer = document.getElementById("drawer");
  const current = drawer?.querySelector("[aria-current]");
  const showCurrent = () => (drawer.scrollTop = current.offsetTop - drawer.clientHeight / 2);
  if (current) {
    addEventListener("load", () => setTimeout(showCurrent));
    drawer.addEventListener("toggle", showCurrent);
  }

  /* Terms: a title is for those who can point. For a finger, a tap shows the explanation; for the
     keyboard, one stop at the end of the page unfolds all of them, where a stop at each would be many. */
  const terms = new Map(all("article abbr[title]").map((term) => [term.textContent, term.title]));
  const tip = make("p", "", { className: "tip-box", popover: "auto" });
  if (terms.size) {
    const list = make("dl", "");
    for (const [term, text] of terms) list.append(make("dt", term), make("dd", text));
    const details = make("details", "", { className: "terms" });
    details.append(make("summary", "Terms on this page"), list);
    document.querySelector("article").append(details);
    document.body.append(tip);
  }
  document.addEventListener("click", ({ target }) => {
    const term = target.closest("abbr[title]");
    if (!term || term.closest("a, button, label, summary")) return;
    tip.textContent = `${term.textContent}: ${term.title}`;
    tip.showPopover();
    const box = term.getBoundingClientRect();
    const room = document.documentElement.clientWidth - tip.offsetWidth;
    tip.style.left = `${Math.max(0, Math.min(box.left, room))}px`;
    const below = box.bottom + 4, above = box.top - 4 - tip.offsetHeight;
    tip.style.top = `${scrollY + (below + tip.offsetHeight > innerHeight ? above : below)}px`;
  });

  /* A link to the place where it stands is there to be copied. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".headerlink, td:first-child > a[href^='#']:only-child");
    if (!link) return;
    copy(link.href, "Link copied");
  });

  /* Tabs: one choice of system or tool, remembered on every page. */
  const choose = (label) => {
    for (const other of all(".tabbed-labels > label")) {
      if (other.textContent === label) document.getElementById(other.htmlFor).checked = true;
    }
  };
  document.addEventListener("change", ({ target }) => {
    if (!target.matches(".tabbed-set > input")) return;
    const before = target.parentElement.getBoundingClientRect().top;
    const label = target.labels[0].textContent;
    const labels = all("label", target.labels[0].parentElement).map((l) => l.textContent);
    const others = kept("tabs").split("\n").filter((l) => !labels.includes(l));
    kept("tabs", [label, ...others].join("\n"));
    choose(label);
    scrollBy({ top: target.parentElement.getBoundingClientRect().top - before, behavior: "instant" });
  });
  kept("tabs").split("\n").reverse().forEach(choose);

  /* A link leads into a tab or a folded answer: open what is around it. */
  const open = () => {
    const name = decodeURIComponent(location.hash.slice(1));
    const target = document.getElementById(name);
    if (!target) {
      const moved = JSON.parse(document.getElementById("moved")?.textContent ?? "{}");
      const [section] = name.split("--"); // with which its blocks have gone
      for (const anchor of [name, section]) {
        const to = Object.keys(moved).find((link) => moved[link].split(" ").includes(anchor));
        if (to) return location.replace(to + (to.includes("#") ? name.slice(anchor.length) : "#" + name));
      }
      return;
    }
    for (let around = target; around; around = around.parentElement) {
      if (around.tagName === "DETAILS") around.open = true;
      if (around.matches(".tabbed-block")) {
        const set = around.closest(".tabbed-set");
        all(":scope > input", set)[[...around.parentElement.children].indexOf(around)].checked = true;
      }
    }
    target.scrollIntoView();
  };
  addEventListener("hashchange", open);
  open();

  /* The section being read is marked in the contents of the page. */
  const entries = new Map(all(".toc a").map((a) => [decodeURIComponent(a.hash.slice(1)), a]));
  const headings = [...entries.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  let here;
  const follow = () => {
    const passed = headings.findLast((h) => h.getBoundingClientRect().top < 120);
    const now = passed && entries.get(passed.id);
    if (now === here) return;
    here?.removeAttribute("aria-current");
    now?.setAttribute("aria-current", "true");
    here = now;
  };
  if (headings.length) addEventListener("scroll", () => requestAnimationFrame(follow), { passive: true });

  /* Search: its program and index are loaded when it is first opened. */
  const load = (name) => new Promise((loaded, failed) =>
    document.head.append(make("script", "", { src: new URL(name, base), onload: loaded, onerror: failed })));
  let loading;
  const search = async (words = "") => {
    loading ??= Promise.all([load("assets/search.js"), load("search/index.js")])
      .then(() => window.startSearch({ base, load, copy, go }));
    try {
      (await loading)(words);
    } catch {
      loading = undefined;
      say("The search could not be loaded. Try again.");
    }
  };
  const find = document.querySelector(".find");
  find.hidden = false;
  find.onclick = () => search();
  document.addEventListener("keydown", (event) => {
    const inField = event.target.matches("input:not([type=radio]), textarea");
    if (inField || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" || event.key === "s" || event.key === "f") {
      event.preventDefault();
      search();
    }
  });
  /* An address may ask a search, or say what was searched for: that is marked on the page. */
  const arrive = () => {
    const asked = new URL(location);
    const [q, h] = ["q", "h"].map((name) => asked.searchParams.get(name));
    if (q) search(q);
    else document.querySelector("dialog.search")?.close();
    if (!h) return;
    const mark = () => {
      const places = window.markFound(h);
      if (places) say(`${places} place${places > 1 ? "s" : ""} marked. Escape takes the marks away.`);
    };
    if (window.markFound) mark();
    else load("assets/search.js").then(mark, () => {});
    asked.searchParams.delete("h");
    try {
      history.replaceState(null, "", asked);
    } catch { /* a browser may forbid that to pages from the file system */ }
  };
  /** Go to a place on this page as if it had been loaded: Back leads to where one was. */
  const go = (url) => {
    try {
      history.pushState(null, "", url);
    } catch {
      return location.assign(url);
    }
    if (url.hash) location.replace(url); // marks the target and puts the keyboard there
    else scrollTo(0, 0);
    open();
    arrive();
  };
  addEventListener("popstate", arrive);
  arrive();
}
