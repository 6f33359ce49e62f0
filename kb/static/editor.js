// The editor of long texts: a toolbar above what readers will see. The textarea stays the form's
// own field and holds Markdown; a text that the editor cannot show faithfully is left there.

import {
  EditorState, EditorView, InputRule, Plugin, TextSelection, addColumnAfter, addRowAfter, baseKeymap, chainCommands,
  deleteColumn, deleteRow, deleteTable, goToNextCell, history, inputRules, isInTable, keymap, lift, liftListItem, redo,
  setBlockType, sinkListItem, splitListItem, tableEditing, textblockTypeInputRule, toggleMark, undo, wrapIn,
  wrapInList, wrappingInputRule,
} from "./vendor/prosemirror/prosemirror.js";
import { tidied } from "./editor-paste.js";
import { read, sameMeaning, schema, write } from "./editor-text.js";

const words = JSON.parse(document.querySelector("meta[name=editor-words]")?.content ?? "{}");
const { nodes, marks } = schema;
const SHAPES = {
  bold: "M7 5h6a3.5 3.5 0 0 1 0 7H7zM7 12h7a3.5 3.5 0 0 1 0 7H7z", italic: "M10 5h7M7 19h7M14 5l-4 14",
  bullets: "M9 6h11M9 12h11M9 18h11M4.5 6h.1M4.5 12h.1M4.5 18h.1",
  numbers: "M10 6h10M10 12h10M10 18h10M4 5l1.5-1v5M3.8 15.2c.4-1.6 2.6-1.4 2.4.1-.1 1-2.4 2.3-2.4 3.7h2.6",
  quote: "M5 6v12M9 8h10M9 12h10M9 16h6", table: "M4 5h16v14H4zM4 10h16M4 15h16M10 5v14M15 5v14",
  link: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7L12 17",
  undo: "M8 6 4 10l4 4M4 10h10a5 5 0 0 1 0 10h-3", redo: "M16 6l4 4-4 4M20 10H10a5 5 0 0 0 0 10h3",
};

// ---- What a selection stands in, and the orders of the toolbar ----

function stands(state, type, attrs = {}) {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const node = $from.node(depth);
    if (node.type === type) return Object.entries(attrs).every(([name, value]) => node.attrs[name] === value);
  }
  return false;
}

function marked(state, mark) {
  const { from, to, empty, $from } = state.selection;
  return empty ? Boolean(mark.isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, mark);
}

const listed = (type) => (state, dispatch) => (
  stands(state, type) ? liftListItem(nodes.list_item)(state, dispatch) : wrapInList(type)(state, dispatch));
const quoted = (state, dispatch) => (stands(state, nodes.blockquote) ? lift : wrapIn(nodes.blockquote))(state, dispatch);

function newTable(state, dispatch) {
  const { $from } = state.selection;
  if ($from.depth !== 1) return false;
  const row = (type) => nodes.table_row.create(null, Array.from({ length: 3 }, () => type.createAndFill()));
  const table = nodes.table.create(null, [row(nodes.table_header), row(nodes.table_cell), row(nodes.table_cell)]);
  if (!dispatch) return true;
  const empty = $from.parent.type === nodes.paragraph && !$from.parent.content.size;
  const place = empty ? $from.before() : $from.after();
  const made = empty ? state.tr.replaceWith(place, $from.after(), table) : state.tr.insert(place, table);
  dispatch(made.setSelection(TextSelection.near(made.doc.resolve(place + 1))).scrollIntoView());
  return true;
}

const ORDERS = {
  bold: [toggleMark(marks.strong), (state) => marked(state, marks.strong)],
  italic: [toggleMark(marks.em), (state) => marked(state, marks.em)],
  bullets: [listed(nodes.bullet_list), (state) => stands(state, nodes.bullet_list)],
  numbers: [listed(nodes.ordered_list), (state) => stands(state, nodes.ordered_list)],
  quote: [quoted, (state) => stands(state, nodes.blockquote)],
  link: [null, (state) => marked(state, marks.link)],
  table: [newTable], undo: [undo], redo: [redo],
};
const TABLE_ORDERS = {
  rowAfter: addRowAfter, columnAfter: addColumnAfter, rowDelete: deleteRow, columnDelete: deleteColumn,
  tableDelete: deleteTable,
};

// ---- Keys, and signs that become what they mean ----

function plugins() {
  const inTable = (command) => (state, dispatch) => isInTable(state) && (command(state, dispatch) || true);
  const breaks = (state, dispatch) => {
    if (!isInTable(state)) dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
    return true;
  };
  const after = (pattern, type, attrs) => wrappingInputRule(pattern, type, attrs);
  // While an input method is composing, its letters are not yet text.
  const leave = { free: false };
  return [
    inputRules({ rules: [
      textblockTypeInputRule(/^(#{2,4})\s$/, nodes.heading, (found) => ({ level: found[1].length })),
      after(/^\s*[-*]\s$/, nodes.bullet_list),
      after(/^(\d+)\.\s$/, nodes.ordered_list, (found) => ({ order: Number(found[1]) })),
      after(/^\s*>\s$/, nodes.blockquote),
      new InputRule(/^---$/, (state, _found, start, end) => (
        state.selection.$from.depth === 1
          ? state.tr.replaceRangeWith(start - 1, end, nodes.horizontal_rule.create()) : null)),
    ] }),
    keymap({ Escape: () => { leave.free = true; return false; } }),
    // After Escape, Tab leaves the text: no keyboard is caught in a list or a table.
    keymap({
      Tab: (...given) => !leave.free && chainCommands(goToNextCell(1), sinkListItem(nodes.list_item))(...given),
      "Shift-Tab": (...given) => !leave.free && chainCommands(goToNextCell(-1), liftListItem(nodes.list_item))(...given),
    }),
    keymap({
      "Mod-b": toggleMark(marks.strong), "Mod-i": toggleMark(marks.em),
      "Mod-z": undo, "Mod-y": redo, "Mod-Shift-z": redo, "Shift-Enter": breaks,
      Enter: chainCommands(inTable(goToNextCell(1)), splitListItem(nodes.list_item)),
    }),
    keymap(baseKeymap),
    history(),
    tableEditing(),
    new Plugin({
      props: { handleDOMEvents: { blur: () => { leave.free = false; } } },
      // Below a table there is always a place to go on writing.
      appendTransaction: (_done, _before, { doc, tr }) => (
        doc.lastChild.isTextblock && !doc.lastChild.type.spec.code ? null
          : tr.insert(doc.content.size, nodes.paragraph.create())),
    }),
  ];
}

// ---- Small pieces of the page ----

function made(name, attributes = {}, ...parts) {
  const element = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  element.append(...parts);
  return element;
}

function drawing(shape) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", shape);
  svg.append(path);
  return svg;
}

const button = (label, ...parts) => made("button", { type: "button", "aria-label": label, title: label }, ...parts);
const wordy = (label) => made("button", { type: "button" }, label);

// ---- One editor in place of one textarea ----

class Editor {
  constructor(area, doc) {
    this.area = area;
    this.label = document.querySelector(`label[for="${area.id}"]`);
    this.label.id ||= `${area.id}-label`;
    this.box = made("div", { class: "rich" });
    this.mount = made("div", { class: "rich__text prose" });
    this.switch = wordy(words.source);
    this.switch.className = "rich__switch";
    this.say = made("p", { class: "field__hint", role: "status" });
    this.box.append(this.drawBar(), this.drawTableBar(), this.drawLinkBar(), this.mount);
    area.before(this.box);
    area.after(this.switch, this.say);
    this.view = new EditorView(this.mount, {
      state: EditorState.create({ doc, plugins: plugins() }),
      attributes: this.attributes(),
      transformPastedHTML: tidied,
      dispatchTransaction: (transaction) => this.change(transaction),
    });
    this.connect();
    this.show(true);
    this.draw();
  }

  attributes() {
    const about = this.area.getAttribute("aria-describedby");
    return {
      id: `${this.area.id}-text`, role: "textbox", "aria-multiline": "true", "aria-labelledby": this.label.id, spellcheck: "false",
      ...(about && { "aria-describedby": about }),
      ...(this.area.getAttribute("aria-invalid") && { "aria-invalid": "true" }),
    };
  }

  drawBar() {
    this.style = made("select", { "aria-label": words.style });
    ["paragraph", "heading2", "heading3", "heading4"].forEach((name) => this.style.append(made("option", { value: name }, words[name])));
    this.buttons = Object.fromEntries(Object.keys(ORDERS).map((name) => [name, button(words[name], drawing(SHAPES[name]))]));
    this.bar = made("div", { class: "rich__bar", role: "toolbar", "aria-label": words.toolbar, "aria-controls": `${this.area.id}-text` }, this.style, ...Object.values(this.buttons));
    this.style.addEventListener("change", () => {
      const level = Number(this.style.value.slice(-1));
      this.order(level ? setBlockType(nodes.heading, { level }) : setBlockType(nodes.paragraph));
    });
    Object.entries(this.buttons).forEach(([name, one]) => one.addEventListener("click", () => (
      name === "link" ? this.askLink() : this.order(ORDERS[name][0]))));
    this.bar.addEventListener("keydown", (event) => this.walk(event));
    this.tools().forEach((tool, at) => { tool.tabIndex = at ? -1 : 0; });
    return this.bar;
  }

  tools() { return [...this.bar.children]; }

  /** One stop for the Tab key, arrows within. */
  walk(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const tools = this.tools();
    const next = tools[(tools.indexOf(event.target) + step + tools.length) % tools.length];
    tools.forEach((tool) => { tool.tabIndex = tool === next ? 0 : -1; });
    next.focus();
  }

  drawTableBar() {
    this.tableBar = made("div", { class: "rich__bar rich__bar--words", role: "toolbar", "aria-label": words.table });
    Object.entries(TABLE_ORDERS).forEach(([name, command]) => {
      const one = wordy(words[name]);
      one.addEventListener("click", () => this.order(command));
      this.tableBar.append(one);
    });
    return this.tableBar;
  }

  drawLinkBar() {
    this.href = made("input", { type: "text", inputmode: "url", "aria-label": words.address, placeholder: "https://" });
    const apply = wordy(words.apply);
    const remove = wordy(words.unlink);
    this.linkBar = made("div", { class: "rich__bar rich__bar--words", hidden: "" }, this.href, apply, remove);
    apply.addEventListener("click", () => this.link());
    remove.addEventListener("click", () => { this.href.value = ""; this.link(); });
    this.linkBar.addEventListener("input", (event) => event.stopPropagation());
    this.linkBar.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { this.linkBar.hidden = true; this.view.focus(); }
      if (event.key !== "Enter" || event.target !== this.href) return;
      event.preventDefault();
      this.link();
    });
    return this.linkBar;
  }

  askLink() {
    const { $from, from, to } = this.view.state.selection;
    const here = marks.link.isInSet($from.marks()) ?? marks.link.isInSet(this.view.state.doc.nodeAt(from)?.marks ?? []);
    this.href.value = here?.attrs.href ?? "";
    this.range = here ? linkRange($from, here) : { from, to };
    this.linkBar.hidden = false;
    this.href.focus();
  }

  link() {
    let href = this.href.value.trim();
    if (/^[\w-]+(\.[\w-]+)+(\/|$)/.test(href)) href = `https://${href}`;
    if (href && !/^(https?:\/\/|mailto:|tel:|\/(?!\/))/i.test(href)) { this.say.textContent = words.wrong; return; }
    this.say.textContent = "";
    const { from, to } = this.range;
    const change = this.view.state.tr.removeMark(from, to, marks.link);
    if (href && from === to) change.insert(from, schema.text(href, [marks.link.create({ href })]));
    else if (href) change.addMark(from, to, marks.link.create({ href }));
    this.linkBar.hidden = true;
    this.view.dispatch(change);
    this.view.focus();
  }

  order(command) {
    command(this.view.state, this.view.dispatch, this.view);
    this.view.focus();
  }

  connect() {
    this.label.addEventListener("click", (event) => {
      if (this.rich) { event.preventDefault(); this.view.focus(); }
    });
    document.querySelectorAll(`a[href="#${this.area.id}"]`).forEach((way) => way.addEventListener("click", (event) => {
      if (this.rich) { event.preventDefault(); this.view.focus(); }
    }));
    this.switch.addEventListener("click", () => (this.rich ? this.toSource() : this.toRich()));
    // Sending, and keeping by itself, take what stands here at that moment.
    this.area.form.addEventListener("formdata", ({ formData }) => {
      if (this.changed) formData.set(this.area.name, this.store());
    });
  }

  change(transaction) {
    this.view.updateState(this.view.state.apply(transaction));
    if (transaction.docChanged) {
      this.changed = true;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.tell(), 200);
    }
    this.draw();
  }

  /** The text goes into the form's own field. */
  store() {
    if (this.changed) this.area.value = write(this.view.state.doc);
    this.changed = false;
    return this.area.value;
  }

  tell() {
    if (this.changed) this.store();
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  toSource() {
    this.store();
    this.show(false);
    this.area.focus();
  }

  async toRich() {
    const [doc] = await documents([this.area.value]);
    this.say.textContent = doc ? "" : words.kept;
    if (!doc) return;
    this.view.updateState(EditorState.create({ doc, plugins: plugins() }));
    this.changed = false;
    this.show(true);
    this.draw();
    this.view.focus();
  }

  show(rich) {
    this.rich = rich;
    this.box.hidden = !rich;
    this.area.hidden = rich;
    this.switch.textContent = rich ? words.source : words.rich;
  }

  draw() {
    if (!this.view) return;
    const { state } = this.view;
    Object.entries(this.buttons).forEach(([name, one]) => {
      const pressed = ORDERS[name][1];
      if (pressed) one.setAttribute("aria-pressed", String(pressed(state)));
    });
    const { parent } = state.selection.$from;
    this.style.value = parent.type === nodes.heading ? `heading${Math.min(parent.attrs.level, 4)}` : "paragraph";
    this.tableBar.hidden = !isInTable(state);
    this.mount.classList.toggle("rich__text--empty", !state.doc.textContent && state.doc.childCount === 1);
  }
}

function linkRange($place, mark) {
  let from = $place.start();
  let range = { from: $place.pos, to: $place.pos };
  $place.parent.forEach((child) => {
    const to = from + child.nodeSize;
    if (mark.isInSet(child.marks) && from <= $place.pos && $place.pos <= to) range = { from, to };
    from = to;
  });
  return range;
}

// ---- Texts come from the server as readers see them, and are only taken if they come back so ----

async function rendered(texts) {
  const body = new FormData();
  texts.forEach((text) => body.append("text", text));
  const token = document.querySelector("[name=csrf_token]").value;
  const answer = await fetch("/preview/texts", { method: "POST", body, headers: { "X-CSRFToken": token, "HX-Request": "true" } });
  if (!answer.ok) throw new Error(answer.status);
  return (await answer.json()).html;
}

/** The document of each source; null for what would not come back with the same meaning. */
async function documents(sources) {
  const shown = await rendered(sources);
  const docs = shown.map((html) => (html === null ? null : read(html)));
  const again = await rendered(docs.map((doc) => (doc ? write(doc) : "")));
  return docs.map((doc, at) => (
    doc && again[at] !== null && sameMeaning(shown[at], again[at]) && !hasForeignPicture(sources[at]) ? doc : null));
}

// Readers see no more of it than its words, so its address would be lost.
const hasForeignPicture = (source) => /!\[[^\]]*\](?!\(\/files\/)/.test(source);

async function begin() {
  const areas = [...document.querySelectorAll("textarea[data-rich]")];
  if (!areas.length) return;
  const sources = areas.map((area) => area.value);
  const docs = await documents(sources).catch(() => []);
  areas.forEach((area, at) => {
    // Whoever has begun to type is left in peace.
    if (area.value !== sources[at] || document.activeElement === area || docs[at] === undefined) return;
    if (docs[at]) new Editor(area, docs[at]);
    else area.after(made("p", { class: "field__hint" }, words.kept));
  });
}

begin();
