const WIDTH = 80;

/** What can't be seen, or reorders what is read. */
const INVISIBLE = /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu;

/** Text as one line for a terminal: what can't be seen, ends a line or commands the terminal is written as `\u{...}`. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/**
 * Text on lines of 80 columns, words kept whole: what is longer than a line, such as an ARN to copy, stands on one of its own.
 * @param first before the first line; the others are indented as far
 */
export function lines(first: string, text: string, indent = ' '.repeat(first.length)): string {
  const all: string[] = [];
  let line = first;
  let isBare = true;
  for (const word of visible(text).split(' ').filter((each) => each !== '')) {
    if (!isBare && line.length + 1 + word.length > WIDTH) {
      all.push(line);
      [line, isBare] = [indent, true];
    }
    line += isBare ? word : ` ${word}`;
    isBare = false;
  }
  return [...all, line.trimEnd()].join('\n');
}

/** A label and what is to be said of it, in two columns. */
export function labelled(label: string, text: string, width: number, indent = '  '): string {
  return lines(`${indent}${label.padEnd(width)}  `, text);
}

/** `1 error`, `2 errors`. */
export function many(count: number, what: string, plural = `${what}s`): string {
  return `${count} ${count === 1 ? what : plural}`;
}
