import { REVOCATION_DOCUMENT } from '../../../../lib/contract/revocation';
import { excerpt } from '../documents/document-error';
import type { DocumentText } from '../documents/document-source';
import { DocumentStore, type DocumentStoreProps } from '../documents/document-store';
import type { DocumentsHealth } from '../documents/documents-health';
import { NamedDocument } from '../documents/named-document';
import type { Caller } from '../identity/caller';
import { PrincipalIndex } from '../principals/principal-index';
import { parseRevocation } from './parse-revocation';

/** Who is shut out. */
export interface Revocations {
  /**
   * Whether the caller is shut out, by any of their principals.
   * @throws Problem 503 `revocations-unavailable` where that isn't known
   */
  shutsOut(caller: Pick<Caller, 'principal' | 'principals'>): boolean;
}

/** What a RevocationStore works with. */
export interface RevocationStoreProps extends DocumentStoreProps {
  /**
   * Whether somebody could call by a principal, as far as that is known.
   * @default - anybody could
   */
  readonly couldCall?: (principal: string) => boolean;
}

/** How often the document is read at least: who is put into it is out within half a minute, also where one read fails. */
const LONGEST_REFRESH_SECONDS = 10;

const OTHERS_SHOWN = 50;

const NOBODY = 'got principals by which nobody can call here, expected an issuer, a client, a claim or a worker that this service is set up with; write each as the decision log has it';

const UNTOLD = 'is invalid, and the last good one stays: "revocation-invalid" in the application log says why';

/**
 * The document of who is shut out, read again and again. Without one nobody is. An invalid one leaves the last good one in force; where
 * none was read since the start, or not for long, nobody is let in.
 */
export class RevocationStore implements Revocations {
  private readonly documents: DocumentStore<readonly string[], PrincipalIndex<true>>;
  private readonly source: NamedDocument;
  private toldOthers: readonly string[] = [];

  constructor(private readonly props: RevocationStoreProps) {
    this.source = new NamedDocument(props.source, REVOCATION_DOCUMENT);
    this.documents = new DocumentStore({
      name: 'revocation', plural: 'revocations', title: 'revocation', keepsLastGood: true, parse: parseRevocation,
      assemble: (documents) => this.indexOf(documents.flat()),
    }, {
      ...props, source: { address: props.source.address, read: () => this.read() },
      refreshSeconds: Math.min(props.refreshSeconds ?? LONGEST_REFRESH_SECONDS, LONGEST_REFRESH_SECONDS),
    });
  }

  /** Reads for the first time, and again from then on until `close`. Never rejects: without an answer, callers get 503. */
  start(): Promise<void> {
    return this.documents.start();
  }

  /** Reads now. Callers at the same time share one read. Never rejects. */
  refresh(): Promise<void> {
    return this.documents.refresh();
  }

  shutsOut({ principal, principals }: Pick<Caller, 'principal' | 'principals'>): boolean {
    const index = this.documents.whole;
    return index.size > 0 && index.of([principal, ...principals].map(folded)).size > 0;
  }

  /**
   * How the document is, without what it says: reasons are for those who write it, not for everybody who is signed in.
   * What else lies in its place counts as invalid: somebody may take it for the one that holds.
   */
  get health(): DocumentsHealth {
    const { health } = this.documents;
    const { others } = this.source;
    const invalid = [...health.invalid.map(({ name }) => ({ name, error: UNTOLD })), ...others.map((name) => ({ name, error: strange(name) }))];
    return {
      ...health,
      degraded: health.degraded || others.length > 0, invalidCount: health.invalidCount + others.length, invalid: invalid.slice(0, OTHERS_SHOWN),
    };
  }

  /** Reads no more. What a read brings that is under way is not used. */
  close(): void {
    this.documents.close();
  }

  private indexOf(principals: readonly string[]): PrincipalIndex<true> {
    const index = new PrincipalIndex<true>();
    for (const principal of principals) index.at(folded(principal), () => true);
    const nobody = principals.filter((principal) => this.props.couldCall?.(principal) === false);
    // Right now somebody believes that these are out.
    if (nobody.length > 0) this.props.log.warn('revocation-of-nobody', { principals: nobody.map(excerpt), error: NOBODY });
    return index;
  }

  private async read(): Promise<readonly DocumentText[]> {
    const documents = await this.source.read();
    const { others } = this.source;
    for (const name of others.filter((other) => !this.toldOthers.includes(other)).slice(0, OTHERS_SHOWN)) {
      this.props.log.error('revocation-invalid', { revocation: name, error: strange(name) });
    }
    this.toldOthers = others;
    return documents;
  }
}

function strange(name: string): string {
  return `got a document of the name ${excerpt(name)}, expected ${REVOCATION_DOCUMENT} and no other: it shuts out nobody; rename or remove it`;
}

/**
 * Providers write one name in several ways, and a person may choose. Letting somebody in goes letter by letter; shutting somebody out does not
 * for names of people: rather one too many.
 */
function folded(principal: string): string {
  return principal.startsWith('user:') ? principal.normalize('NFKC').toLowerCase() : principal;
}
