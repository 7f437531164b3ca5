import { GetParametersByPathCommand, type GetParametersByPathCommandOutput, type Parameter } from '@aws-sdk/client-ssm';
import { systemClock, type Clock } from '../clock';
import { printable } from './document-error';
import { MAX_DOCUMENTS, DocumentSourceError, type DocumentText, type DocumentSource } from './document-source';

/** The part of SSM's client that is used. An SSMClient is one. */
export interface SsmReader {
  send(command: GetParametersByPathCommand, options: { readonly abortSignal: AbortSignal }): Promise<GetParametersByPathCommandOutput>;
}

/** How an SsmSource reads. */
export interface SsmSourceProps {
  /** Path below which each parameter is one document, such as `/luigi/etl/access`. Parameters deeper down are passed over by SSM. */
  readonly path: string;
  /** Makes the retries: at most `maxAttempts` of its own for each page. */
  readonly client: SsmReader;
  /**
   * For one page, with its retries, in milliseconds.
   * @default 8000
   */
  readonly pageTimeoutMs?: number;
  /**
   * For all pages, in milliseconds.
   * @default 25000
   */
  readonly timeoutMs?: number;
  /** @default systemClock */
  readonly clock?: Clock;
}

/** SSM gives at most ten parameters in a page, and may give fewer, or none, and yet a next page. */
const PAGE_SIZE = 10;
const MAX_PAGES = 2 * (MAX_DOCUMENTS / PAGE_SIZE);

/**
 * Documents as SSM parameters of type String, one each, directly below one path. If any page fails, the whole read does.
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html
 */
export class SsmSource implements DocumentSource {
  readonly address: string;
  private readonly clock: Clock;

  /** @throws RangeError for a path that isn't one */
  constructor(private readonly props: SsmSourceProps) {
    if (!/^(?:\/[A-Za-z0-9_.-]+)+$/.test(props.path)) {
      throw new RangeError(`got the SSM path ${JSON.stringify(props.path)}, expected one such as /luigi/etl/access; mend the setting`);
    }
    this.address = `ssm:${props.path}`;
    this.clock = props.clock ?? systemClock;
  }

  async read(): Promise<readonly DocumentText[]> {
    const deadline = this.clock.monotonic() + (this.props.timeoutMs ?? 25_000);
    const documents = new Map<string, DocumentText>();
    const tokens = new Set<string>();
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const { Parameters = [], NextToken } = await this.page([...tokens].at(-1), deadline);
      for (const parameter of Parameters) {
        const document = this.documentOf(parameter);
        if (documents.has(document.name)) throw this.error('the same parameter on two pages', 'each once', 'nothing need be done, it is read again');
        documents.set(document.name, document);
      }
      if (documents.size > MAX_DOCUMENTS) break;
      if (NextToken === undefined || NextToken === '') return [...documents.values()];
      if (tokens.has(NextToken)) throw this.error('the same page again', 'the next one', 'see to what answers in place of SSM');
      tokens.add(NextToken);
    }
    throw this.error(`more than ${MAX_DOCUMENTS} parameters or ${MAX_PAGES} pages`, 'fewer', 'put several into one');
  }

  private async page(token: string | undefined, deadline: number): Promise<GetParametersByPathCommandOutput> {
    const patience = Math.min(this.props.pageTimeoutMs ?? 8000, deadline - this.clock.monotonic());
    const command = new GetParametersByPathCommand({
      Path: this.props.path, Recursive: false, WithDecryption: false, MaxResults: PAGE_SIZE, ...(token === undefined ? {} : { NextToken: token }),
    });
    const abort = new AbortController();
    return new Promise((resolve, reject) => {
      // Rejects by itself: a client that doesn't heed the signal must not hold the read for ever.
      const cancelTimeout = this.clock.after(Math.max(0, patience), () => {
        reject(this.error('no answer in time', 'all pages within the time-out', 'see to the network way to SSM, such as its VPC endpoint'));
        abort.abort();
      });
      this.props.client.send(command, { abortSignal: abort.signal })
        .then(resolve, (error: unknown) => reject(this.failure(error)))
        .finally(cancelTimeout);
    });
  }

  private documentOf({ Name = '', Type, Value = '' }: Parameter): DocumentText {
    const prefix = `${this.props.path}/`;
    const name = Name.slice(prefix.length);
    if (!Name.startsWith(prefix) || name === '' || name.includes('/')) {
      throw this.error(`the parameter ${printable(JSON.stringify(Name)).slice(0, 200)}`, 'only parameters directly below the path', 'see to what answers in place of SSM');
    }
    return Type === 'String' ? { name, text: Value } : { name, unreadable: `parameter ${JSON.stringify(name)}: got the type ${printable(String(Type))}, expected String; put it again as String` };
  }

  private failure(error: unknown): DocumentSourceError {
    const name = printable(error instanceof Error ? error.name : 'something that is no error').slice(0, 80);
    const mend = name === 'AccessDeniedException' ? 'allow ssm:GetParametersByPath on the path to the task role' : 'see to the network way to SSM, the credentials and the region';
    return this.error(name, 'parameters', mend, error);
  }

  private error(got: string, expected: string, mend: string, cause?: unknown): DocumentSourceError {
    return new DocumentSourceError(`got ${got} from ${this.address}, expected ${expected}; ${mend}`, cause === undefined ? undefined : { cause });
  }
}
