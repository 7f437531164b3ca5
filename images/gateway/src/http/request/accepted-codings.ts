import type { AcceptedCodings } from '../../luigi/shared/shared-coding';

const NONE: AcceptedCodings = { br: false, gzip: false };
const REMEMBERED = 64;
/** No client says more. Tens of kilobytes would take tens of milliseconds to go through. */
const LONGEST = 1024;
const remembered = new Map<string, AcceptedCodings>();

/**
 * The codings of answers that a client takes, by its Accept-Encoding header. Weights above 0 are all the same here: which of them is
 * best is ours to say. What can't be read, or is too long to be meant, is not taken.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
 */
export function acceptedCodings(header: string | undefined): AcceptedCodings {
  if (header === undefined || header.length > LONGEST) return NONE;
  const known = remembered.get(header);
  if (known !== undefined) return known;
  const accepted = parse(header);
  // Clients send one of a few; whoever sends others each time gets no more than their parsing
  if (remembered.size < REMEMBERED && header.length < 256) remembered.set(header, accepted);
  return accepted;
}

function parse(header: string): AcceptedCodings {
  const weights = new Map(header.split(',').map((part) => {
    const [coding = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    return [coding, weight === undefined ? 1 : Number(weight.slice(2))] as const;
  }));
  const takes = (...names: readonly string[]): boolean => {
    const name = [...names, '*'].find((each) => weights.has(each));
    return name !== undefined && weights.get(name)! > 0;
  };
  return { br: takes('br'), gzip: takes('gzip', 'x-gzip') };
}
