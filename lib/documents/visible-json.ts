/** A document as JSON for people and programs, in which what can't be seen is escaped: a reviewer must not miss it. */
export function visibleJson(document: object): string {
  const json = `${JSON.stringify(document, undefined, 2)}\n`;
  if (/^[\n\x20-\x7e]*$/.test(json)) return json;
  return json.replace(/(?!\n)[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu, (character) => character.split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''));
}
