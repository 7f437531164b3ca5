/**
 * Whether the text holds `{{`. SSM refuses it in a value ("can't nest another parameter"), and CloudFormation would read
 * `{{resolve:...}}` as a reference, to a secret for example.
 */
export function doubleBrace(text: string): boolean {
  return text.includes('{{');
}
