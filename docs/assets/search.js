/* The search. window.searchIndex comes from search/index.js, which hooks/searching.py makes:
   pages [address, title], sections [page, id, heading, beginning], terms {term: [10 * step + weight, …]}
   with a step from each section to the next. Nothing here needs a server. */
"use strict";
{
  const STOP = new Set(("a an and are as at be by can do does for from get got have how i if in into is it its " +
    "me my of on or should so than that the then there this to use using was we what when where " +
    "which why will with you your").split(" "));

  /* The same rules as words() in hooks/searching.py. */
  const words = (text) => text.match(/\d+(?:\.\d+)+|[\p{L}\p{N}_]+/gu) ?? [];
  const parts = (word) => word.replace(/([\p{Ll}\d])(?=\p{Lu})|(\p{Lu})(?=\p{Lu}\p{Ll})/gu, "$1$2_")
    .toLowerCase().split("_").filter((part) => part);
  const stem = (word) => word.length > 3 ? word.replace(/(?:ies|y)$/, "i").replace(/(?<=[^s])(?:es|s)$/, "") : word;

  /** How many letters apart, up to `limit`; two letters that changed places count as one. */
  const distance = (a, b, limit) => {
    if (Math.abs(a.length - b.length) > limit) return limit + 1;
    let before, last = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      for (let j = 1; j <= b.length; j++) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      if (Math.min(...row) > limit) return limit + 1;
      [before, last] = [last, row];
    }
    return last[b.length];
  };

  const prepare = ({ pages, sections, terms }) => {
    const number = sections.length;
    const heads = new Map(), titles = new Map(); // term: sections with it in the heading, pages in the title
    const add = (map, text, id) => {
      for (const word of words(text)) {
        for (const term of new Set([word.toLowerCase(), ...parts(word)])) {
          if (!map.has(term)) map.set(term, new Set());
          map.get(term).add(id);
        }
      }
    };
    sections.forEach(([, , heading], id) => add(heads, heading, id));
    pages.forEach(([, title], id) => add(titles, title, id));
    const headWords = sections.map(([, , heading]) => Math.max(words(heading).length, 2));
    const vocabulary = [...new Set([...Object.keys(terms), ...heads.keys(), ...titles.keys()])];
    const stems = new Map();
    for (const term of vocabulary) {
      if (!stems.has(stem(term))) stems.set(stem(term), []);
      stems.get(stem(term)).push(term);
    }

    /** What of the vocabulary a word may mean, with how sure that is. */
    const meanings = (word, last) => {
      const found = new Map((stems.get(stem(word)) ?? []).map((term) => [term, term === word ? 1 : 0.9]));
      if (word.length > 2 && (last || !found.size)) {
        for (const term of vocabulary) {
          if (term.startsWith(word) && !found.has(term)) found.set(term, (found.size ? 0.3 : 0.7) * (0.5 + 0.5 * word.length / term.length));
        }
      }
      if (!found.size && word.length > 3) {
        const limit = word.length > 6 ? 2 : 1;
        let best = limit;
        const near = vocabulary.map((term) => [term, distance(word, term, limit)]).filter(([, d]) => d <= limit);
        near.forEach(([, d]) => (best = Math.min(best, d)));
        for (const [term, d] of near) if (d === best) found.set(term, term[0] === word[0] ? 0.6 : 0.4);
      }
      return found;
    };

    return (query) => {
      let asked = words(query).flatMap((word) => {
        const whole = word.toLowerCase();
        return stems.has(stem(whole)) || parts(word).length < 2 ? [whole] : parts(word);
      });
      const telling = asked.filter((word) => !STOP.has(word));
      if (telling.length) asked = telling;
      asked = [...new Set(asked)].slice(0, 24);
      const scores = new Float64Array(number), covered = new Float64Array(number);
      let total = 0;
      asked.forEach((word, i) => {
        const best = new Float64Array(number);
        let rarity = 0;
        for (const [term, sure] of meanings(word, i === asked.length - 1 && !/\s$/.test(query))) {
          const postings = terms[term] ?? [];
          const idf = Math.log(1 + number / (1 + postings.length));
          rarity = Math.max(rarity, idf * sure);
          let id = 0;
          for (const posting of postings) {
            id += Math.floor(posting / 10);
            best[id] = Math.max(best[id], sure * idf * (posting % 10) / 9);
          }
          for (const id of heads.get(term) ?? []) best[id] = Math.max(best[id], sure * idf * (1 + 2 / headWords[id]));
          const inTitle = titles.get(term);
          if (inTitle) {
            sections.forEach(([page, anchor], id) => {
              if (inTitle.has(page)) best[id] += sure * idf * (anchor ? 0.25 : 0.9);
            });
          }
        }
        rarity ||= Math.log(1 + number);
        total += rarity;
        best.forEach((value, id) => {
          scores[id] += value;
          if (value) covered[id] += rarity;
        });
      });
      const byPage = new Map();
      scores.forEach((score, id) => {
        if (!score) return;
        const value = score * (covered[id] / total) ** 2;
        const page = sections[id][0];
        if (!byPage.has(page)) byPage.set(page, []);
        byPage.get(page).push([value, id]);
      });
      return [...byPage].map(([page, found]) => {
        found.sort((a, b) => b[0] - a[0]);
        const score = found[0][0] + 0.15 * (found[1]?.[0] ?? 0) + 0.05 * (found[2]?.[0] ?? 0);
        const near = found.filter(([value]) => value > found[0][0] * 0.6).slice(0, 3);
        return { page, score, sections: near.map(([, id]) => id) };
      }).sort((a, b) => b.score - a.score).slice(0, 10);
    };
  };

  window.startSearch = (base) => {
    const index = window.searchIndex;
    const file = location.protocol === "file:" ? "index.html" : ""; // no server opens a folder's
    const ask = prepare(index);
    const make = (tag, text, properties = {}) =>
      Object.assign(document.createElement(tag), { textContent: text }, properties);
    const dialog = make("dialog", "", { className: "search" });
    dialog.setAttribute("aria-label", "Search");
    const input = make("input", "", { type: "search", placeholder: "Words, a name, an error message", autocomplete: "off", spellcheck: false });
    input.setAttribute("aria-label", "Search");
    const close = make("button", "Close", { type: "button", onclick: () => dialog.close() });
    const status = make("p", "");
    status.setAttribute("role", "status");
    const list = document.createElement("ol");
    const bar = make("div", "", { className: "bar" });
    bar.append(input, close);
    dialog.append(bar, status, list);
    document.body.append(dialog);

    const show = () => {
      const found = ask(input.value);
      list.replaceChildren(...found.map(({ page, sections }) => {
        const item = document.createElement("li");
        for (const id of sections) {
          const [, anchor, heading, text] = index.sections[id];
          const title = index.pages[page][1];
          const link = make("a", "", { href: new URL(index.pages[page][0] + file + (anchor && "#" + anchor), base), className: "result" });
          link.append(make("strong", anchor ? `${heading}` : title), make("small", anchor ? title : "Page"), make("span", text));
          item.append(link);
        }
        return item;
      }));
      const words = input.value.trim();
      status.textContent = !words ? "" : found.length ? `${found.length} page${found.length > 1 ? "s" : ""}` : "Nothing found. Fewer or other words may help.";
    };
    input.addEventListener("input", show);
    list.addEventListener("click", (event) => event.target.closest("a") && dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("keydown", (event) => {
      const links = [...list.querySelectorAll("a")];
      const at = links.indexOf(document.activeElement);
      if (event.key === "Enter" && document.activeElement === input) links[0]?.click();
      else if (event.key === "ArrowDown") links[Math.min(at + 1, links.length - 1)]?.focus();
      else if (event.key === "ArrowUp") (links[at - 1] ?? input).focus();
      else return;
      event.preventDefault();
    });
    return (words) => {
      if (!dialog.open) dialog.showModal();
      if (words) input.value = words;
      input.select();
      show();
    };
  };
}
