// The texts of the editor: what may be in them, and how they become the site's Markdown.
// Reading is the server's part: the editor takes the very HTML that readers see.

import { DOMParser as Reader, MarkdownSerializerState, Schema, tableNodes } from "./vendor/prosemirror/prosemirror.js";

const BLOCKS = "(paragraph | bullet_list | ordered_list)";
const own = (src) => src?.startsWith("/files/") && !src.includes("..");
const listed = (tag, attrs = {}) => ({
  content: "list_item+", group: "block", attrs: { tight: { default: true }, ...attrs },
});
const isTight = (list) => !list.querySelector(":scope > li > p");

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: { content: "inline*", group: "block", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
    heading: {
      content: "text*", group: "block", defining: true, attrs: { level: { default: 2 } },
      parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level: Math.max(level, 2) } })),
      toDOM: (node) => [`h${node.attrs.level}`, 0],
    },
    blockquote: {
      content: "(paragraph | heading | bullet_list | ordered_list)+", group: "block", defining: true,
      parseDOM: [{ tag: "blockquote" }], toDOM: () => ["blockquote", 0],
    },
    bullet_list: {
      ...listed("ul"), parseDOM: [{ tag: "ul", getAttrs: (dom) => ({ tight: isTight(dom) }) }],
      toDOM: () => ["ul", 0],
    },
    ordered_list: {
      ...listed("ol", { order: { default: 1 } }),
      parseDOM: [{ tag: "ol", getAttrs: (dom) => ({ tight: isTight(dom), order: dom.start || 1 }) }],
      toDOM: (node) => ["ol", node.attrs.order === 1 ? {} : { start: node.attrs.order }, 0],
    },
    list_item: { content: `paragraph ${BLOCKS}*`, defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
    code_block: {
      content: "text*", marks: "", group: "block", code: true, defining: true,
      parseDOM: [{ tag: "pre", preserveWhitespace: "full" }], toDOM: () => ["pre", ["code", 0]],
    },
    horizontal_rule: { group: "block", parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"] },
    image: {
      inline: true, group: "inline", draggable: true, attrs: { src: {}, alt: { default: "" }, title: { default: "" } },
      parseDOM: [{
        tag: "img[src]",
        getAttrs: (dom) => own(dom.getAttribute("src")) && { src: dom.getAttribute("src"), alt: dom.alt, title: dom.title },
      }],
      toDOM: (node) => ["img", node.attrs],
    },
    hard_break: { inline: true, group: "inline", selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
    text: { group: "inline" },
    ...tableNodes({
      tableGroup: "block", cellContent: "inline*",
      cellAttributes: {
        align: {
          default: null, getFromDOM: (dom) => dom.getAttribute("align"),
          setDOMAttr: (value, attrs) => { if (value) attrs.align = value; },
        },
      },
    }),
  },
  marks: {
    link: {
      attrs: { href: {}, title: { default: "" } }, inclusive: false,
      parseDOM: [{ tag: "a[href]", getAttrs: (dom) => ({ href: dom.getAttribute("href"), title: dom.title }) }],
      toDOM: (mark) => ["a", { href: mark.attrs.href, ...(mark.attrs.title && { title: mark.attrs.title }) }, 0],
    },
    em: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: () => ["em", 0] },
    strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: () => ["strong", 0] },
    code: { code: true, parseDOM: [{ tag: "code" }], toDOM: () => ["code", 0] },
  },
});

/** The document of a page's HTML. */
export function read(html) {
  return Reader.fromSchema(schema).parse(new DOMParser().parseFromString(html, "text/html").body);
}

/** Two renderings of one meaning are the same here. */
export function sameMeaning(one, other) {
  return skeleton(one) === skeleton(other);
}

function skeleton(html) {
  const body = new DOMParser().parseFromString(html, "text/html").body;
  body.querySelectorAll("li > p").forEach((p) => p.replaceWith(...p.childNodes, " "));
  body.querySelectorAll("[id], [rel]").forEach((part) => ["id", "rel"].forEach((name) => part.removeAttribute(name)));
  return body.innerHTML.replace(/\s+/g, " ").replace(/ ?(<\/?(?:p|h\d|ul|ol|li|table|thead|tbody|tr|t[hd]|blockquote|pre|hr|br)\b[^>]*>) ?/g, "$1");
}

// ---- Writing: the dialect of the server's renderer, where lists are indented by four ----

class Writer extends MarkdownSerializerState {
  esc(given, atStart) {
    let text = given.replace(/[\\`*_[\]]/g, "\\$&").replace(/!$/, "\\!").replace(/&(?=#?\w+;)/g, "&amp;")
      .replace(/<(?=https?:|ftp:|mailto:|[^\s<>@]+@)/gi, "&lt;");
    if (this.inCell) return text.replace(/\|/g, "\\|").replace(/\s+/g, " ");
    if (!atStart) return text;
    if (this.atBlockStart) text = text.replace(/^[ \t\u00a0\u3000]+/, "");
    return text.replace(/^([+-])(?=\s|$|-)/, "\\$1").replace(/^(>|#)/, "\\$1").replace(/^(\d+)\.(?=\s|$)/, "$1\\.")
      .replace(/^~(?=~~)/, "&#126;").replace(/^=(?==*$)/, "&#61;");
  }
}

const paired = (text) => [...text].reduce((open, sign) => (
  open < 0 ? open : open + (sign === "(") - (sign === ")")), 0) === 0;
const link = (href) => href.replace(paired(href) ? /[\s<>"]/g : /[\s<>"()]/g, (sign) => (
  { "(": "%28", ")": "%29" }[sign] ?? encodeURIComponent(sign)));

const NODES = {
  paragraph: (state, node) => { state.renderInline(node); state.closeBlock(node); },
  heading: (state, node) => {
    state.write(`${"#".repeat(node.attrs.level)} `);
    state.renderInline(node, false);
    state.closeBlock(node);
  },
  blockquote: (state, node) => state.wrapBlock("> ", null, node, () => state.renderContent(node)),
  bullet_list: (state, node) => state.renderList(node, "    ", () => "-   "),
  ordered_list: (state, node) => state.renderList(node, "    ", (at) => `${node.attrs.order + at}. `.padEnd(4)),
  list_item: (state, node) => state.renderContent(node),
  code_block: (state, node) => {
    const words = node.textContent.replace(/\n$/, "");
    const fence = "`".repeat(Math.max(3, ...[...words.matchAll(/`{3,}/g)].map(([run]) => run.length + 1)));
    state.write(`${fence}\n`);
    state.text(words, false);
    state.write(`\n${fence}`);
    state.closeBlock(node);
  },
  horizontal_rule: (state, node) => { state.write("---"); state.closeBlock(node); },
  image: (state, { attrs }) => state.write(`![${state.esc(attrs.alt)}](${link(attrs.src)}${titled(attrs.title)})`),
  hard_break: (state, _node, parent, index) => {
    const last = index + 1 >= parent.childCount;
    if (!last) state.write(state.inCell ? " " : "  \n");
  },
  text: (state, node) => state.text(node.text),
  table: writeTable,
};

const MARKS = {
  strong: { open: "**", close: "**", mixable: true, expelEnclosingWhitespace: true },
  em: { open: "*", close: "*", mixable: true, expelEnclosingWhitespace: true },
  link: { open: "[", close: (_state, mark) => `](${link(mark.attrs.href)}${titled(mark.attrs.title)})`, mixable: true },
  code: {
    open: (_state, _mark, parent, index) => ticks(parent.child(index), -1),
    close: (_state, _mark, parent, index) => ticks(parent.child(index - 1), 1),
    escape: false,
  },
};

const titled = (title) => (title ? ` "${title.replaceAll('"', "'")}"` : "");

function ticks({ text }, side) {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const run = "`".repeat(longest ? longest + 1 : 1);
  return longest ? (side < 0 ? `${run} ` : ` ${run}`) : run;
}

const RULES = { left: ":---", right: "---:", center: ":---:" };

function writeTable(state, table) {
  const width = Math.max(...Array.from({ length: table.childCount }, (_, at) => table.child(at).childCount));
  table.forEach((row, _offset, at) => {
    const cells = Array.from({ length: width }, (_, column) => cellText(row.maybeChild(column)));
    state.ensureNewLine();
    state.write(`| ${cells.join(" | ")} |`);
    if (at) return;
    const rules = Array.from({ length: width }, (_, column) => RULES[row.maybeChild(column)?.attrs.align] ?? "---");
    state.ensureNewLine();
    state.write(`| ${rules.join(" | ")} |`);
  });
  state.closeBlock(table);
}

function cellText(cell) {
  if (!cell) return "";
  const state = new Writer(NODES, MARKS, {});
  state.inCell = true;
  state.renderInline(cell, false);
  return state.out.trim();
}

/** The Markdown of a document. */
export function write(doc) {
  const state = new Writer(NODES, MARKS, {});
  state.renderContent(doc);
  return state.out.trim();
}
