/** A table of Markdown (GitHub's); cells are Markdown themselves. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/**
 * Text as a code span, in which nothing has a meaning but the backtick, and in a table the bar and the backslash before it.
 * These, and what can't be seen or would break the line, are written as `\u{...}`; so is the backslash itself, so that no two texts look alike.
 */
export function code(text: string): string {
  if (/^[\w./:-]+$/.test(text)) return `\`${text}\``;
  const shown = text.replace(/[`|\\]|(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
  // A span of spaces alone is none, and spaces at both ends would be taken off.
  return shown === '' ? '(empty)' : `\`${shown.replace(/^ | $/g, '\\u{20}')}\``;
}

/** Text as prose on one line, in which nothing has a meaning; fit for a table. */
export function prose(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replace(/[\\`*_{}[\]<>#|~&]/g, (character) => `\\${character}`);
}
