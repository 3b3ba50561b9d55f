/* The search. searchIndex comes from search/index.js, which hooks/finish/searching.py makes:
   pages [address, tags, [anchor, heading, …]], and four streams: terms, counts, steps, weights.
   Nothing here needs a server: what is loaded are scripts, which a page from the file system may load too. */
"use strict";
{
  /* What counts how much. Found by trying, with the questions of tests/browser/questions.toml. */
  const WEIGHT = {
    weak: 0.262, // a word of any text
    origin: 0.158, // `models` in models.ForeignKey
    dotted: 0.488, // a name with a dot, as it stands
    same: 0.628, // a word of like meaning
    pair: 0.9, // two words that are one name, …
    spaced: 1.149, // … and a name that is two words of a heading: csrf_token, "The CSRF token"
    inside: 0.6, // a name that has the word as a part
    part: 0.23, // `superuser` in createsuperuser
    longer: 0.034, // a word that goes on, while one types
    title: 0.7, // the page's title has it, …
    near: 2.358, // … or, of that, its folder or its tags, …
    around: 1.877, // … or its other sections
    heading: 0.54, // the heading has it …
    anchor: 0.768, // … or, of that, the anchor …
    whole: 4.019, // … and nothing else
    phrase: 1.22, // the heading has all words in a row
    said: 0.274, // the section puts it forward, or others do who link to it
    all: 1.88, // power: how much worse it is that a word is missing
    opening: 0.25, // a page's beginning, which names what its sections explain
    mistake: 0.39, // a section about an error …
    fault: 1.5, // … when an error is asked for, …
    name: 0.138, // … or a name alone, which may stand in errors and in questions
    question: 0.511, // a question, of which the heading says little
    define: 2.5, // the glossary, when it is asked what something is
    other: 0.35, // one framework, when the other is named
    both: 3, // the comparison, when both are, …
    named: 0.35, // … and then their names say nothing more
  };

  /* Words: the same rules as words() in hooks/finish/searching.py. */
  const JOINED = /\b(log|sign)(?:ged|ging|s)? (in|out|up)\b/gi;
  const DOTTED = /(?<![\w./])[a-z_]\w*\.[a-z_]\w*(?!\.?\w)/gi;
  const WORD = /\d+(?:\.\d+)+|[\p{L}\p{N}_]+/gu;
  const words = (text) => text.replace(JOINED, "$1$2").match(WORD) ?? [];
  const parts = (word) => word.replace(/([\p{Ll}\d])(?=\p{Lu})|(\p{Lu})(?=\p{Lu}\p{Ll})/gu, "$1$2_")
    .toLowerCase().split("_").filter((part) => part);

  /** What forms of a word have in common: migrate, migrations, migrating; app, apps; run, running. */
  const stem = (word) => word
    .replace(/(?<=....)(?:ies|y)$/, "i").replace(/(?<=..[^su])s$/, "").replace(/([bdgmnprt])\1(?:ing|ed)$/, "$1")
    .replace(/(?<=....)(?:ations?|ating|ated?|ment|ing|[ae]nce|iti|ed|ion|e)$/, "");

  /* Readers' words, and what the pages may say instead. Each line goes both ways. */
  const SAME = [
    "delete remove erase drop flush empty clear reset", "picture image photo", "url address link path", "column field", "row record object entry",
    "make create new start add", "store save keep remember", "show display print", "css style stylesheet",
    "deploy deployment production publish live", "slow slower fast faster performance speed", "email mail", "undo back rollback revert",
    "id pk argument parameter", "join relation related", "virtualenv venv", "login authenticate authentication", "signup register registration",
    "download send attachment", "background celery queue", "regex regexp regular re", "fixture seed initial populate", "group category",
    "mistake error bug", "folder directory", "library package module extension", "env environment variable", "change edit update", "run execute",
    "pagination paginate", "own custom", "get read receive", "include load embed", "load serve deliver", "table model",
    "permission authorization allowed", "html template", "vs versus difference compared", "max maximum", "min minimum",
    "config configuration configure setting",
  ];

  /* What several words mean together. */
  const SAID = [
    [/\bquery param(?:eter)?s?\b/gi, "query string"], [/\bonly (?:one|some|a)\b/gi, "part"],
    [/\bmany.to.many\b/gi, "ManyToManyField relation"], [/\b(?:one.to.many|many.to.one)\b/gi, "one-to-many ForeignKey"],
  ];

  /* Pages that teach come before those that repeat, and those before what is said about this site. */
  const PRIOR = { "": 0.5, review: 0.85, compare: 0.9, measurements: 0.5, contract: 0.5, about: 0.5, practice: 0.92 };
  const DEFINE = /\bwhat(?:'s| is| are| does .* mean)\b|\b(?:meaning|definition)\b/i;
  /** Which framework a text names: 1 is Django, 2 is Flask, 3 both. */
  const sides = (text) => /django/i.test(text) + 2 * /flask|werkzeug|sqlalchemy/i.test(text);
  const FAULT = /error(?!s)|exception|warning|traceback|\b(?:not|cannot|can't|couldn't|didn't|failed|invalid|missing|no|forbidden|refused|denied|unknown|no such|slow|broken|wrong)\b/i;

  /** How many letters apart, up to `limit`; two letters that changed places count as one. */
  const distance = (a, b, limit) => {
    if (Math.abs(a.length - b.length) > limit) return limit + 1;
    let before, last = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      let least = i;
      for (let j = 1; j <= b.length; j++) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
        least = Math.min(least, row[j]);
      }
      if (least > limit) return limit + 1;
      [before, last] = [last, row];
    }
    return last[b.length];
  };

  /** The index as one looks things up in it. */
  const read = (index) => {
    const stop = new Set(index.stop.split(" ").flatMap((word) => word.length > 4 ? [word, `${word}s`, `${word}ed`, `${word}ing`] : word));
    const sections = [], pages = index.pages.map(([address, , names]) => {
      const [folder, file] = address.replace("index.html", "").split(/[/.]/);
      return { address, title: names[1], size: names.length / 2, prior: PRIOR[file] ?? PRIOR[folder] ?? 1 };
    });
    const vocabulary = new Map();
    const entry = (word, form = word) => {
      let found = vocabulary.get(word);
      if (!found) {
        found = { word, stem: stem(word), parts: [], body: [], weights: [], said: [], heading: [], anchor: [], page: [], near: [] };
        vocabulary.set(word, found);
      }
      if (found.parts.length < 2) found.parts = parts(form);
      return found;
    };
    const enter = (text, field, id) => {
      for (const word of new Set(words(text))) entry(word.toLowerCase(), word)[field].push(id);
    };
    index.pages.forEach(([address, tags, names], page) => {
      enter(names[1], "page", page);
      enter(`${address.split("/")[0]} ${tags}`, "near", page);
      const file = address.replace(/(?:index)?\.html$|\/$/, "").split("/").pop();
      for (let i = 0; i < names.length; i += 2) {
        const name = (names[i] || file).replace(/^(?:e|q|choose)-/, "").replace(/-/g, " ");
        enter(names[i + 1], "heading", sections.length);
        enter(name, "anchor", sections.length);
        sections.push({ page, number: i / 2, anchor: names[i], heading: names[i + 1], name });
      }
    });
    const numbers = (stream) => {
      let at = 0;
      const next = () => {
        const code = stream.charCodeAt(at++), digit = code - (code > 92 ? 36 : 35);
        return digit < 75 ? digit : digit + 15 * next();
      };
      return next;
    };
    const count = numbers(index.counts), step = numbers(index.steps), two = numbers(index.weights);
    let i = 0, weights;
    for (const form of index.terms.split(" ")) {
      const found = entry(form.includes(".") ? form : form.toLowerCase(), form);
      for (let left = count(), id = -1; left; left--) {
        id += step() + 1;
        if (i % 2 === 0) weights = two();
        const weight = weights >> (i++ % 2 ? 0 : 3);
        found.body.push(id);
        found.weights.push((1 + (weight & 3)) / 4);
        if (weight & 4) found.said.push(id);
      }
    }
    const stems = new Map(), inside = new Map(); // stem: entries; stem of a part: entries of names with it
    const note = (map, key, found) => (map.has(key) ? map.get(key).push(found) : map.set(key, [found]));
    for (const found of vocabulary.values()) {
      found.rarity = Math.log(1 + sections.length / (1 + Math.max(found.body.length, found.heading.length)));
      note(stems, found.stem, found);
      if (found.parts.length > 1) for (const part of new Set(found.parts.map(stem))) note(inside, part, found);
    }
    /* The forms of a word are as rare as the most frequent of them. */
    for (const forms of stems.values()) {
      const rarity = Math.min(...forms.map((one) => one.rarity));
      for (const one of forms) one.rarity = rarity;
    }
    for (const section of sections) {
      const its = words(section.heading).map((word) => word.toLowerCase());
      const rarity = (all) => all.reduce((sum, word) => sum + (stop.has(word) ? 0 : vocabulary.get(word).rarity), 1);
      section.side = sides(`${pages[section.page].address} ${section.heading}`);
      section.phrase = ` ${its.join(" ")} `;
      section.rarity = rarity(its);
      section.named = rarity(words(section.name));
    }
    const same = new Map();
    for (const group of SAME.map((line) => line.split(" "))) {
      for (const one of group.map(stem)) same.set(one, [...(same.get(one) ?? []), ...group]);
    }
    return { stop, pages, sections, vocabulary, stems, inside, same };
  };

  /** The words of a query with their worth. Paths and numbers in a pasted message are the reader's own. */
  const take = (query, stop) => {
    for (const [said, meant] of SAID) query = query.replace(said, meant);
    const pasted = words(query).length > 5 && FAULT.test(query);
    if (pasted) query = query.replace(/File "[^"]*", line \d+|(?:https?:\/|\b[a-z]:\\|\/[\w.-]+(?=\/))[^\s'"]*/gi, " ");
    const found = new Map(words(query).map((word) => [word, pasted && /^\d+$/.test(word) ? 0.33 : 1]));
    for (const [name] of query.matchAll(DOTTED)) found.set(name, WEIGHT.dotted);
    /* models.ForeignKey: what stands before the dot says only where it comes from. */
    for (const [origin] of query.matchAll(/\w+(?=\.\w*[a-z][A-Z])/g)) if (found.has(origin)) found.set(origin, WEIGHT.origin);
    /* DEBUG=True: what stands behind is an example. */
    for (const [, value] of query.matchAll(/=\s*(\w+)/g)) if (found.has(value)) found.set(value, WEIGHT.origin);
    if (sides(query) === 3) for (const word of found.keys()) if (sides(word)) found.set(word, WEIGHT.named);
    const weak = [...found.keys()].filter((word) => stop.has(word.toLowerCase()));
    if (weak.length < found.size) for (const word of weak) found.set(word, WEIGHT.weak);
    return { pasted, asked: [...found].slice(0, 32) };
  };

  const prepare = (index) => {
    const { stop, pages, sections, vocabulary, stems, inside, same } = read(index);

    /** The entries that a word may mean, each with how sure that is. */
    const meanings = (word, { last, pasted, weak, others }) => {
      const found = new Map(), lower = word.toLowerCase(), root = stem(lower);
      const mean = (entries, sure) => entries?.forEach((one) => found.set(one, Math.max(found.get(one) ?? 0, sure)));
      if (vocabulary.has(word)) mean([vocabulary.get(word)], 1);
      if (vocabulary.has(lower)) mean([vocabulary.get(lower)], 1);
      mean(stems.get(root), 0.85);
      mean(inside.get(root), WEIGHT.inside);
      const known = found.size > 0;
      for (let i = 3; i < lower.length - 2; i++) {
        const halves = [lower.slice(0, i), lower.slice(i)].map((half) => vocabulary.get(half));
        if (halves.every((half) => half && half.body.length > 3)) mean(halves.flatMap((half) => stems.get(half.stem)), WEIGHT.part);
      }
      for (const other of same.get(root) ?? []) if (!others.has(stem(other))) {
        for (const form of [other, `${other}s`]) if (vocabulary.has(form)) mean([vocabulary.get(form)], WEIGHT.same);
      }
      if (lower.length > 2 && !weak && (last || !known && !pasted)) {
        for (const [term, one] of vocabulary) {
          if (term.startsWith(lower)) mean([one], (known ? WEIGHT.longer : 0.8) * (0.6 + 0.4 * lower.length / term.length));
          else if (!known && lower.length > 4 && term.includes(lower)) mean([one], 0.7);
        }
      }
      if (found.size || pasted || weak || lower.length < 4) return { found };
      let limit = lower.length > 5 ? 2 : 1, near = [];
      for (const [term, one] of vocabulary) {
        if (term[0] !== lower[0] && term[1] !== lower[1]) continue;
        const d = Math.min(distance(lower, term, limit), distance(root, one.stem, limit)) + (term[0] === lower[0] ? 0 : 0.5);
        if (d < limit) near = [];
        if (d <= limit) near.push(one), limit = d;
      }
      near.sort((a, b) => b.body.length - a.body.length);
      if (!near.length) return { found };
      mean(near, 0.4);
      for (const [one, sure] of meanings(near[0].word, { others }).found) mean([one], sure);
      mean(stems.get(near[0].stem), 0.95);
      return { found, meant: near[0].word };
    };

    return (query) => {
      const { pasted, asked } = take(query, stop);
      const others = new Set(asked.map(([word]) => stem(word.toLowerCase())));
      const [scores, heads, names, says, covered] = [0, 0, 0, 0, 0].map(() => new Float32Array(sections.length));
      const seen = new Set(), meant = new Map();
      let total = 0, core = 0; // the worth of all words, and without those of any text
      const count = (word, worth, last, i) => {
        if (word.includes(".") && !vocabulary.has(word)) return;
        const { found, meant: other } = meanings(word, { last, pasted, weak: worth <= WEIGHT.weak, others });
        if (!found.size && parts(word).length > 1) return parts(word).forEach((part) => count(part, worth / 2, false, NaN));
        if (other) meant.set(word, other);
        /* "secret key" may be written SECRET_KEY, "template view" TemplateView. */
        for (const two of [asked.slice(i - 1, i + 1), asked.slice(i, i + 2)]) {
          const pair = two.map(([one]) => one.toLowerCase());
          const both = pair.length > 1 && [pair.join(""), pair.join("_")].filter((one) => vocabulary.has(one));
          for (const one of both || []) found.set(vocabulary.get(one), WEIGHT.pair);
        }
        const [body, said, heading, anchor] = [0, 0, 0, 0].map(() => new Float32Array(sections.length));
        const [page, around] = [0, 0].map(() => new Float32Array(pages.length));
        const best = (field, id, value) => (field[id] = Math.max(field[id], value));
        const spaced = parts(word).length > 1 && ` ${parts(word).join(" ")} `;
        if (spaced) sections.forEach((one, id) => one.phrase.includes(spaced) && best(heading, id, WEIGHT.spaced));
        let rarity = 0, sureness = 0;
        for (const [one, sure] of found) {
          one.body.forEach((id, i) => best(body, id, sure * one.weights[i]));
          for (const id of one.said) best(said, id, sure);
          for (const id of one.heading) best(heading, id, sure);
          for (const id of one.anchor) best(anchor, id, sure);
          for (const id of one.page) best(page, id, sure);
          for (const id of one.near) best(page, id, sure * WEIGHT.near);
          if (sure > sureness) [rarity, sureness] = [one.rarity, sure];
          if (sure > 0.45 && worth > WEIGHT.weak) seen.add(one.stem);
        }
        rarity = (rarity || (worth <= WEIGHT.weak ? 0 : 5)) * worth * (found.size || !pasted ? 1 : 0.2);
        total += rarity;
        if (worth > WEIGHT.weak) core += rarity;
        body.forEach((value, id) => (around[sections[id].page] += value / pages[sections[id].page].size));
        for (let id = 0; id < sections.length; id++) {
          const inPage = Math.max(page[sections[id].page], around[sections[id].page] * WEIGHT.around);
          if (!body[id] && !heading[id] && !anchor[id] && !inPage) continue;
          scores[id] += rarity * (body[id] + inPage * WEIGHT.title);
          heads[id] += rarity * heading[id];
          says[id] += rarity * said[id];
          names[id] += rarity * anchor[id];
          covered[id] += rarity * Math.max(heading[id], anchor[id] * WEIGHT.anchor, body[id] && Math.min(1, 0.6 + body[id]), inPage * 0.7);
        }
      };
      asked.forEach(([word, worth], i) => count(word, worth, i === asked.length - 1 && !/\s$/.test(query), i));
      const its = words(query).map((word) => word.toLowerCase()), phrase = its.length > 1 && ` ${its.join(" ")} `;
      const fault = FAULT.test(`${query} ${parts(query).join(" ")}`), define = DEFINE.test(query), side = sides(query);
      const name = its.length < 3 && /\w[._]\w|[a-z][A-Z]|\w\(/.test(query);
      const rank = (section, id) => {
        const { anchor, rarity } = section, { address, prior } = pages[section.page];
        /* A section has two names: its heading and its anchor. */
        const head = Math.max(heads[id], names[id] * WEIGHT.anchor);
        const share = Math.min(1, Math.max(heads[id] / rarity, names[id] / section.named * WEIGHT.anchor));
        let score = scores[id]
          + head * (WEIGHT.heading + WEIGHT.whole * share * Math.sqrt(Math.min(1, head / (core || total))))
          + WEIGHT.said * says[id] ** 2 / total;
        score *= prior * (covered[id] / total) ** WEIGHT.all;
        if (phrase && section.phrase.includes(phrase)) score *= WEIGHT.phrase;
        if (!anchor && head < 0.7 * (core || total)) score *= WEIGHT.opening;
        if (define && address.startsWith("review/glossary")) score *= WEIGHT.define;
        if (side === 3 && /^compare\/|^start\/which/.test(address)) score *= WEIGHT.both;
        if (side % 3 && side + section.side === 3) score *= WEIGHT.other;
        if (anchor.startsWith("e-")) score *= fault ? WEIGHT.fault : name ? WEIGHT.name : WEIGHT.mistake;
        else if (/^(?:q|choose)-/.test(anchor) && (name || heads[id] < 0.7 * Math.max(total, rarity))) score *= name ? WEIGHT.name : WEIGHT.question;
        return score;
      };
      const perPage = new Map();
      const results = sections.map((section, id) => ({ section, score: covered[id] && rank(section, id) }))
        .filter(({ score }) => score).sort((a, b) => b.score - a.score)
        .filter(({ section: { page } }) => {
          perPage.set(page, (perPage.get(page) ?? 0) + 1);
          return perPage.get(page) < 4;
        }).slice(0, 10).map(({ section, score }) => ({ ...pages[section.page], ...section, score }));
      return { results, seen, meant };
    };
  };

  /** The words of a text whose stems are among `seen`: [from, to] each. */
  const places = (text, seen) => [...text.matchAll(WORD)]
    .filter(([word]) => seen.has(stem(word.toLowerCase())) || parts(word).some((part) => seen.has(stem(part))))
    .map(({ 0: word, index }) => [index, index + word.length]);

  /** A text with the words that were found marked. */
  const marked = (text, seen) => {
    const out = document.createDocumentFragment();
    let at = 0;
    for (const [from, to] of places(text, seen)) {
      out.append(text.slice(at, from), make("mark", text.slice(from, to)));
      at = to;
    }
    out.append(text.slice(at));
    return out;
  };

  /** The piece of a text with most different words of those found. */
  const piece = (text, seen, length = 150) => {
    const found = places(text, seen);
    let best = 0, from = 0;
    found.forEach(([start], i) => {
      const near = new Set(found.slice(i).filter(([, to]) => to < start + length).map(([a, b]) => stem(text.slice(a, b).toLowerCase())));
      if (near.size > best) [best, from] = [near.size, start];
    });
    from = from < 40 ? 0 : text.indexOf(" ", from - 40) + 1;
    const to = text.length - from > length ? text.lastIndexOf(" ", from + length) : text.length;
    return (from ? "… " : "") + text.slice(from, to) + (to < text.length ? " …" : "");
  };

  const make = (tag, text, properties = {}) =>
    Object.assign(document.createElement(tag), { textContent: text }, properties);

  /** Mark on the page what was searched for, without touching its elements; how many places there are. */
  window.markFound = (query) => {
    const seen = new Set(take(query, new Set()).asked.map(([word]) => stem(word.toLowerCase())));
    const ranges = [];
    const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());) {
      for (const [from, to] of places(node.data, seen)) {
        const range = new Range();
        range.setStart(node, from);
        range.setEnd(node, to);
        ranges.push(range);
      }
    }
    CSS.highlights?.set("found", new Highlight(...ranges));
    return CSS.highlights ? ranges.length : 0;
  };

  addEventListener("keydown", (event) => event.key === "Escape" && CSS.highlights?.delete("found"));

  window.startSearch = ({ base, load, copy, go }) => {
    const index = window.searchIndex, ask = prepare(index);
    const file = location.protocol === "file:" ? "index.html" : ""; // no server opens a folder's
    const texts = (window.searchTexts = []), coming = new Map();
    const text = (page) => coming.get(page) ?? coming.set(page, load(`search/${page}.js`)).get(page);
    const dialog = make("dialog", "", { className: "search" });
    dialog.setAttribute("aria-label", "Search");
    const input = make("input", "", { type: "search", placeholder: "Words, a name, an error message", autocomplete: "off", spellcheck: false });
    input.setAttribute("aria-label", "Search");
    const share = make("button", "Copy link", { type: "button", hidden: true, onclick: () => copy(location.href, "Link to this search copied") });
    const close = make("button", "Close", { type: "button", onclick: () => dialog.close() });
    const status = make("p", "");
    status.setAttribute("role", "status");
    const more = make("p", "", { hidden: true });
    const list = document.createElement("ol");
    const bar = make("div", "", { className: "bar" });
    bar.append(input, share, close);
    dialog.append(bar, status, more, list);
    document.body.append(dialog);

    /** The address says what is searched for, so that it can be shared, and Back leads to the results. */
    const address = (query) => {
      const url = new URL(location);
      url.searchParams.delete("q");
      if (query) url.searchParams.set("q", query);
      try {
        history.replaceState(null, "", url);
      } catch { /* a browser may forbid that to pages from the file system */ }
    };

    const result = ({ page, number, address, title, anchor, heading }, words, seen) => {
      const url = new URL(address + file, base);
      url.searchParams.set("h", words);
      url.hash = anchor;
      const link = make("a", "", { href: url, className: "result" });
      link.addEventListener("click", (event) => {
        if (url.pathname !== location.pathname || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        dialog.close();
        go(url);
      });
      const strong = make("strong", ""), around = make("span", "");
      strong.append(marked(heading, seen));
      const fill = () => around.replaceChildren(marked(piece(texts[page][number], seen), seen));
      if (texts[page]) fill();
      link.append(strong, make("small", anchor ? title : "Page"), around);
      const item = document.createElement("li");
      item.append(link);
      return { item, page, fill };
    };

    let waiting, shown = "";
    const show = () => {
      const query = input.value.trim();
      const { results, seen, meant } = query ? ask(input.value.trimStart()) : { results: [], seen: new Set(), meant: new Map() };
      let corrected = query;
      for (const [word, other] of meant) corrected = corrected.replace(word, other);
      const made = results.map((one) => result(one, corrected, seen));
      list.replaceChildren(...made.map(({ item }) => item));
      status.textContent = !query ? "" : results.length ? `${results.length} result${results.length > 1 ? "s" : ""}` : `Nothing found for “${query}”.`;
      more.replaceChildren();
      if (query && !results.length) {
        more.append("Try one word less, a name alone, or the last line of the error message.");
        for (const [address, , [, title]] of index.pages) {
          if (/^review\/(?:errors|glossary)\/$/.test(address)) more.append(" ", make("a", title, { href: new URL(address + file, base) }), ".");
        }
      } else if (corrected !== query) {
        more.append("Did you mean ", make("button", corrected, { type: "button", onclick: () => open(corrected) }), "?");
      }
      more.hidden = !more.childNodes.length;
      share.hidden = !query;
      if (query !== shown) address(shown = query);
      /* The texts of these pages, once the typing rests. */
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        for (const { page, fill } of made) if (!texts[page]) text(page).then(fill, () => coming.delete(page));
      }, 120);
    };

    const open = (query) => {
      if (!dialog.open) dialog.showModal();
      if (query) input.value = query;
      input.select();
      input.focus();
      show();
    };
    input.addEventListener("input", show);
    dialog.addEventListener("close", () => address(shown = ""));
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("keydown", (event) => {
      const links = [...list.querySelectorAll("a")];
      const at = links.indexOf(document.activeElement);
      if (event.key === "Enter" && document.activeElement === input) links[0]?.click();
      else if (event.key === "ArrowDown") links[Math.min(at + 1, links.length - 1)]?.focus();
      else if (event.key === "ArrowUp") (links[at - 1] ?? input).focus();
      else if (event.key === "Escape") dialog.close();
      else return;
      event.preventDefault();
    });
    return open;
  };
}
