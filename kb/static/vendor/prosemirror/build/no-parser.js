// In place of markdown-it: the editor reads what the server rendered, so it needs no parser.
export default () => ({});
