// What was typed or chosen and not sent, by conversation: in the memory of this page only, gone when it is left.

const drafts = new Map();

/** The draft of a conversation: {text, files}. */
export function draft(id) {
  if (!drafts.has(id)) drafts.set(id, { text: "", files: [] });
  return drafts.get(id);
}
