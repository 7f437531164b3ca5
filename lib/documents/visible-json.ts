const INVISIBLE = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u;

/** A document as JSON for people and programs, in which what can't be seen is escaped: a reviewer must not miss it. */
export function visibleJson(document: object): string {
  const json = `${JSON.stringify(document, undefined, 2)}\n`;
  // Nearly all of it is plain.
  return json.replace(/[^\n\x20-\x7e]/gu, (character) => INVISIBLE.test(character) ? escaped(character) : character);
}

function escaped(character: string): string {
  return character.split('').map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
}
