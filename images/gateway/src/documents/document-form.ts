import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import { duplicateKey } from '../json/duplicate-key';
import { DocumentError, excerpt, printable, type DocumentFault } from './document-error';
import { schemaFault } from './schema-fault';

/** What documents of one kind must be like. */
export interface DocumentFormProps {
  /** In messages: `access mapping`. */
  readonly title: string;
  /** JSON Schema, draft 2020-12. */
  readonly schema: object;
  /** Largest document, in bytes of UTF-8. */
  readonly maxBytes: number;
  /** How one that is larger is mended. */
  readonly mendSize: string;
}

/** The form of documents of one kind: JSON of a bounded size, no member twice, by a schema. What a schema can't say is for who reads on. */
export class DocumentForm<T> {
  private readonly validate: ValidateFunction<T>;

  constructor(private readonly props: DocumentFormProps) {
    const compiler = new Ajv2020({ strict: true, strictRequired: false, allErrors: true, verbose: true, ownProperties: true });
    this.validate = compiler.compile<T>(props.schema);
  }

  /**
   * The document, well-formed.
   * @param name of the document, for messages
   * @throws DocumentError
   */
  read(name: string, text: string): T {
    const { maxBytes, mendSize: mend } = this.props;
    const bytes = Buffer.byteLength(text);
    if (bytes > maxBytes) return this.refuse(name, { path: '', got: `${bytes} bytes`, expected: `at most ${maxBytes} bytes`, mend });
    const document = this.parse(name, text);
    const doubled = duplicateKey(text);
    if (doubled !== undefined) return this.refuse(name, { path: doubled, got: 'this member twice', expected: 'it once', mend: 'remove one of the two' });
    if (!this.validate(document)) return this.refuse(name, schemaFault(this.validate.errors ?? []));
    return document;
  }

  /** @throws DocumentError always */
  refuse(name: string, fault: DocumentFault): never {
    throw new DocumentError(this.props.title, name, fault);
  }

  private parse(name: string, text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (error) {
      const reason = printable((error as Error).message).slice(0, 200);
      return this.refuse(name, { path: '', got: excerpt(text), expected: 'JSON', mend: `mend its syntax (${reason})` });
    }
  }
}
