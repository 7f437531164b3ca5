/** Leave to start a job, or the jobs of a category. */
export class RunPermission {
  private constructor(
    /** Kind of what may be started. */
    public readonly kind: string,
    /** Name of the job or of the category. */
    public readonly name: string,
  ) {}

  /** One job. */
  public static job(name: string): RunPermission {
    return new RunPermission('job', name);
  }
}
