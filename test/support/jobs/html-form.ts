/** A field of a form, as a browser would have it. */
export interface HtmlField {
  readonly name: string;
  /** `select` of a list of choices; `hidden`, `checkbox`, `date`, `number`, `text`. */
  readonly type: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** What it would send, untouched. @default - nothing */
  readonly value: string | undefined;
  readonly choices: readonly string[];
  readonly label: string | undefined;
}

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
const decode = (text: string): string => text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] as string);

/** The fields of the form with that action, in a page of ours: whose markup is regular, and whose attributes stand in double quotes. */
export function formIn(page: string, action: string): readonly HtmlField[] {
  const form = [...page.matchAll(/<form([^>]*)>([^]*?)<\/form>/g)].find(([, attributes = '']) => attributesOf(attributes).action === action)?.[2];
  if (form === undefined) throw new Error(`the page has no form that leads to ${action}`);
  const labels = new Map([...form.matchAll(/<label for="([^"]*)">([^]*?)<\/label>/g)].map(([, id, text = '']) => [id, decode(text.replace(/<[^>]*>/g, '')).trim()]));
  return [...form.matchAll(/<input([^>]*)>|<select([^>]*)>([^]*?)<\/select>/g)].map(([, input, select, inner = '']): HtmlField => {
    const attributes = attributesOf(input ?? select ?? '');
    const options = [...inner.matchAll(/<option([^>]*)>/g)].map(([, option = '']) => attributesOf(option));
    const chosen = options.find(({ selected }) => selected !== undefined) ?? options[0];
    const type = select === undefined ? attributes.type ?? 'text' : 'select';
    const value = attributes.disabled !== undefined ? undefined : select !== undefined ? chosen?.value
      : type === 'checkbox' ? (attributes.checked === undefined ? undefined : attributes.value) : attributes.value ?? '';
    return { name: attributes.name ?? '', type, attributes, value, choices: options.map((option) => option.value ?? ''), label: labels.get(attributes.id ?? '') };
  });
}

/** The body that a browser sends for these fields. */
export function bodyOf(fields: readonly HtmlField[], typed: Readonly<Record<string, string | undefined>> = {}): string {
  const pairs = fields.map(({ name, value, type, attributes }) =>
    [name, Object.hasOwn(typed, name) && type !== 'hidden' && attributes.disabled === undefined ? typed[name] : value] as const);
  return new URLSearchParams(pairs.filter((pair): pair is [string, string] => pair[1] !== undefined)).toString();
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/([a-z-]+)(?:="([^"]*)")?/g)].map(([, name, value = '']) => [name, decode(value)]));
}
