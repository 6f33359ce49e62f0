// What kb/static/editor*.js take from ProseMirror. Built into ../prosemirror.js: see package.json.
export { EditorState, Plugin, TextSelection } from "prosemirror-state";
export { EditorView } from "prosemirror-view";
export { DOMParser, DOMSerializer, Fragment, Schema, Slice } from "prosemirror-model";
export { baseKeymap, chainCommands, lift, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
export { history, redo, undo } from "prosemirror-history";
export { InputRule, inputRules, textblockTypeInputRule, wrappingInputRule } from "prosemirror-inputrules";
export { keymap } from "prosemirror-keymap";
export { MarkdownSerializer, MarkdownSerializerState } from "prosemirror-markdown";
export { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
export {
  addColumnAfter, addRowAfter, deleteColumn, deleteRow, deleteTable, goToNextCell, isInTable,
  tableEditing, tableNodes,
} from "prosemirror-tables";
