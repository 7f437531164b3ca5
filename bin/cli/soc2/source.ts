import type { Environment, RawTemplate } from '../../../lib/cloudformation/template';

/** A template that is checked. */
export interface Source {
  /** As it was named, with slashes. */
  readonly file: string;
  readonly body: RawTemplate;
  readonly environment: Environment;
  /** Paths in the app by logical id. @default - none: no CDK app's */
  readonly constructPaths: ReadonlyMap<string, string>;
  /** Answers that the assembly holds, by the path that they stand at. */
  readonly acknowledged: readonly Acknowledged[];
  /** On which line, from 1, a resource begins. */
  readonly lineOf: (logicalId: string) => number | undefined;
  /** Nested stacks by the logical ids of the resources that make them. */
  readonly nested: ReadonlyMap<string, Source>;
}

/** An answer to a finding, given in an app. */
export interface Acknowledged {
  readonly path: string;
  readonly id: string;
  readonly reason: string;
}

/** Something that can't be checked, and why. */
export interface Refusal {
  readonly file: string;
  readonly cause: string;
}
