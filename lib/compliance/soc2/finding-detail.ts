const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * A finding as it can stand in the id of one: CDK takes no id with brackets that do not match, and puts dashes for spaces in those that
 * somebody acknowledges.
 */
export function findingDetail(finding: string): string {
  const dashed = finding.trim().replace(/\s+/g, '-');
  return isBalanced(dashed) ? dashed : dashed.replace(/[()[\]{}]/g, '');
}

function isBalanced(text: string): boolean {
  const open: string[] = [];
  for (const character of text) {
    if (character in CLOSING) open.push(CLOSING[character] as string);
    else if (')]}'.includes(character) && open.pop() !== character) return false;
  }
  return open.length === 0;
}
