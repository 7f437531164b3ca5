/**
 * What in the text can't stand in a parameter of SSM, with the reason, for messages; undefined where all of it can.
 *
 * SSM refuses `{{` in a value ("can't nest another parameter"), and CloudFormation would read `{{resolve:...}}` as a reference, to a secret
 * for example. Half of a surrogate pair can't be written in UTF-8.
 */
export function unstorable(text: string): string | undefined {
  if (text.includes('{{')) return '{{, which SSM refuses in a parameter';
  return /\p{Surrogate}/u.test(text) ? 'half of a surrogate pair, which is no character' : undefined;
}
