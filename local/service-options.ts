import type { Program } from './process-runner/program';

/** The programs of the service, in the order in which they are stopped last to first. */
export type ProgramName = 'luigid' | 'gateway' | 'lighttpd' | 'identity-provider';

/** Settings of {@link startService}. All have defaults. */
export interface ServiceOptions {
  /** Names the folder under .local that holds state, logs and records. @default luigi */
  readonly name?: string;
  /** Holds that folder. @default .local in the project */
  readonly parent?: string;
  /** Front door, on 127.0.0.1. @default - a free one */
  readonly port?: number;
  /** Identity provider, on localhost. @default - a free one */
  readonly identityPort?: number;
  /** Issuers of machines' tokens, on 127.0.0.1. @default - a free one */
  readonly tokensPort?: number;
  /** Folder with mapping documents; they are copied, so that they can be changed while the service runs. @default local/mappings */
  readonly mappings?: string;
  /** Folder with documents of jobs; copied too. @default local/jobs/documents */
  readonly jobs?: string;
  /** More environment, or other, by program. */
  readonly env?: Partial<Record<ProgramName, Readonly<Record<string, string>>>>;
  /** How long a login lasts, in seconds. @default 604800 */
  readonly sessionSeconds?: number;
  /** Puts another program in the place of one, such as a container with the same environment. @default - as it is */
  readonly replace?: (program: Program) => Program;
  /** Is told what is being done. */
  readonly progress?: (line: string) => void;
}
