/** Markup that is safe to send: made only by {@link html}, which escapes whatever is put into it. */
export class SafeHtml {
  constructor(private readonly markup: string) {}

  /** The markup itself. */
  toString(): string {
    return this.markup;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] as string);
}

type Piece = SafeHtml | string | number | undefined | readonly Piece[];

function render(piece: Piece): string {
  if (piece === undefined) return '';
  if (piece instanceof SafeHtml) return piece.toString();
  if (Array.isArray(piece)) return piece.map((each: Piece) => render(each)).join('');
  return escape(String(piece));
}

/** A piece of a page. Whatever is put in is escaped, unless it was made by `html` itself; lists are joined. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): SafeHtml {
  return new SafeHtml(parts.map((part, index) => part + render(pieces[index])).join(''));
}
