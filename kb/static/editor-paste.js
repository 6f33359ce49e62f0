// Paste: what Word and WPS put on the clipboard, as plain headings, lists, tables and emphasis.

const BLOCKS = "p, div, li, ul, ol, h1, h2, h3, h4, h5, h6, table, tbody, thead, tr, td, th, br, pre, blockquote";

/** HTML as the editor's own nodes can take it. Styles go before a parser could see them. */
export function tidied(html) {
  const bare = html.replace(/<!--[\s\S]*?-->/g, "").replace(/<!\[[^>]*>/g, "")
    .replace(/<(style|script|xml|title)\b[\s\S]*?<\/\1\s*>/gi, "")
    .replace(/<[^>]+>/g, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
  const body = new DOMParser().parseFromString(bare, "text/html").body;
  headings(body);
  lists(body);
  emphasis(body);
  body.querySelectorAll("table").forEach(table);
  [...body.querySelectorAll("*")].filter((part) => part.localName.includes(":")).forEach(unwrap);
  body.querySelectorAll("a:not([href]), a[href^='file:'], a[href^='#']").forEach(unwrap);
  body.querySelectorAll("p").forEach((p) => {
    if (!p.textContent.replace(/[\s\u00a0]/g, "") && !p.querySelector("img")) p.remove();
  });
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) walker.currentNode.data = walker.currentNode.data.replace(/[\u00a0\r\n]+/g, " ");
  return body.innerHTML;
}

const styleOf = (part) => part.dataset?.style ?? "";
const unwrap = (part) => part.replaceWith(...part.childNodes);

function rename(part, name) {
  const made = document.createElement(name);
  made.append(...part.childNodes);
  part.replaceWith(made);
}

function headings(body) {
  body.querySelectorAll("p.MsoTitle").forEach((p) => rename(p, "h2"));
  body.querySelectorAll("p").forEach((p) => {
    const level = /mso-outline-level:\s*([1-6])/i.exec(styleOf(p))?.[1];
    if (level && !/mso-list/i.test(styleOf(p))) rename(p, `h${level}`);
  });
  // The boldness of a heading is its look, not its meaning.
  body.querySelectorAll(":is(h1, h2, h3, h4, h5, h6) :is(b, strong)").forEach(unwrap);
  body.querySelectorAll("h1, h2, h3, h4, h5, h6").forEach((h) => {
    h.querySelectorAll("span").forEach((span) => { span.removeAttribute("data-style"); });
    h.querySelectorAll("br").forEach((br) => br.replaceWith(" "));
  });
}

/** Word's list lines are paragraphs with a level and a sign of their own. */
function lists(body) {
  let open = [];
  let last = null;
  body.querySelectorAll("p").forEach((p) => {
    const level = Number(/mso-list:[^;]*level(\d)/i.exec(styleOf(p))?.[1] ?? 0);
    if (!level || p.closest("td, th, li")) return;
    const signs = [...p.querySelectorAll("span")].filter((span) => /mso-list:\s*ignore/i.test(styleOf(span)));
    const sign = signs.map((span) => span.textContent).join("").trim();
    signs.forEach((span) => span.remove());
    const name = /^[(（]?([0-9]+|[a-z]|[ivx]+|[一二三四五六七八九十]+)[.)）、．]/i.test(sign) ? "ol" : "ul";
    if (p.previousElementSibling !== last) open = [];
    open.length = Math.min(open.length, level);
    if (open.length === level && open.at(-1).localName !== name) open.pop();
    while (open.length < level) {
      const list = document.createElement(name);
      const parent = open.at(-1)?.lastElementChild;
      if (parent) parent.append(list);
      else p.before(list);
      open.push(list);
    }
    const item = document.createElement("li");
    item.append(...p.childNodes);
    open.at(-1).append(item);
    p.remove();
    last = open[0];
  });
}

function emphasis(body) {
  body.querySelectorAll("b, strong").forEach((part) => {
    if (/(?<![\w-])font-weight:\s*(normal|400)/i.test(styleOf(part))) unwrap(part);
  });
  body.querySelectorAll("span").forEach((span) => {
    const style = styleOf(span);
    if (/(?<![\w-])font-weight:\s*(bold|[6-9]00)/i.test(style)) wrap(span, "strong");
    if (/(?<![\w-])font-style:\s*italic/i.test(style)) wrap(span, "em");
  });
}

function wrap(span, name) {
  const made = document.createElement(name);
  made.append(...span.childNodes);
  span.append(made);
}

/** Every cell holds one line, no cell is wider than one, and the first row is the head. */
function table(given) {
  given.querySelectorAll("colgroup, caption").forEach((part) => part.remove());
  const rows = [...given.rows].map((row) => [...row.cells]);
  const grid = rows.map(() => []);
  rows.forEach((cells, down) => cells.forEach((cell) => {
    let across = 0;
    while (grid[down][across] !== undefined) across += 1;
    for (let y = 0; y < Math.min(cell.rowSpan || 1, rows.length - down); y += 1) {
      for (let x = 0; x < Math.min(cell.colSpan, 50); x += 1) grid[down + y][across + x] = x || y ? null : cell;
    }
  }));
  const width = Math.max(0, ...grid.map((row) => row.length));
  const made = document.createElement("table");
  grid.forEach((row, down) => {
    const line = made.insertRow();
    for (let across = 0; across < width; across += 1) {
      const cell = document.createElement(down ? "td" : "th");
      cell.append(...inline(row[across]));
      line.append(cell);
    }
  });
  given.replaceWith(made);
}

function inline(cell) {
  if (!cell) return [];
  let part;
  while ((part = cell.querySelector(BLOCKS))) part.replaceWith(...part.childNodes, " ");
  return [...cell.childNodes];
}
