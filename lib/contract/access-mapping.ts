/** Who may do what on one Luigi service; one document of this kind is one mapping. */
export interface AccessMappingDocument {
  /** Version of the document format. */
  readonly version: number;

  /**
   * What the mapping is for, in a sentence.
   * @default - no description
   */
  readonly description?: string;

  /**
   * Who holds the grants: `group:<name>`, `user:<value of the user claim>`, `role:<IAM role ARN, or a path with /* at its end>`,
   * `client:<issuer>/<client id>` or `claim:<issuer>/<claim>=<value>`.
   */
  readonly principals: string[];

  /** What they may do. */
  readonly grants: AccessGrants;
}

/** What the principals of a mapping may do. Nothing is granted that is not named. */
export interface AccessGrants {
  /**
   * Task families that may be seen: exact, a namespace with all below it (`etl.*`), or `*`.
   * @default - none
   */
  readonly view?: string[];

  /**
   * Task families that may be operated; `*` also operates the scheduler itself. Does not include `view`.
   * @default - none
   */
  readonly operate?: string[];

  /**
   * Jobs, or categories of jobs, that may be started.
   * @default - none
   */
  readonly run?: RunGrant[];
}

/** Leave to start one job, or the jobs of one category. Exactly one of `job` and `category` is given. */
export interface RunGrant {
  /**
   * Name of the job.
   * @default - the grant is for a category
   */
  readonly job?: string;

  /**
   * Category of jobs.
   * @default - the grant is for one job
   */
  readonly category?: string;

  /**
   * Limits on parameter values: a JSON Schema by parameter name.
   * @default - the job's own limits only
   */
  readonly parameters?: { readonly [name: string]: unknown };
}
