import { canonicalJson } from '../../json/canonical-json';

/** The body of the one form that luigid is sent. */
export function canonicalForm(args: Readonly<Record<string, unknown>>): string {
  return `data=${encodeURIComponent(canonicalJson(args))}`;
}
