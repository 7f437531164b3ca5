/** Jobs of a service that mappings may name. */
export class DeclaredJobs {
  /** Declares a job that is made here or elsewhere. */
  public declare(_name: string, _category: string): void {}
}
