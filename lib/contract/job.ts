/** A job that a Luigi service can start; one document of this kind is one job. Its name is the last part of its parameter's name. */
export interface JobDocument {
  /** Version of the document format. */
  readonly version: number;

  /**
   * What the job does, in a sentence.
   * @default - no description
   */
  readonly description?: string;

  /** Mappings may grant all jobs of a category at once. */
  readonly category: string;

  /** Family of the Luigi task that it runs. */
  readonly family: string;

  /**
   * Its parameters: a JSON Schema (2020-12) of an object, one property a parameter. One schema for validation, forms and machine callers.
   * @default - none
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- jsii has no type for "any JSON" but any
  readonly parameters?: any;

  /**
   * Whether whoever starts it must say why.
   * @default false
   */
  readonly reasonRequired?: boolean;

  /**
   * Runs of the job at the same time, whatever their parameters; with equal parameters it is always one.
   * @default 1
   */
  readonly maxConcurrentRuns?: number;

  /**
   * ARN of the role that its tasks have: workers that sign in with it may say that they are a run of this job.
   * @default - no role may
   */
  readonly taskRole?: string;

  /**
   * Name of the log group of its tasks.
   * @default - its log can't be read here
   */
  readonly logGroup?: string;
}
