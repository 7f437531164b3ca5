/** Who may hold grants: a group or a person of the identity provider, or an IAM role. */
export class LuigiPrincipal {
  private constructor(
    /** As mappings write it. */
    public readonly text: string,
  ) {}

  /** A group, as the identity provider names it. */
  public static group(name: string): LuigiPrincipal {
    return new LuigiPrincipal(`group:${name}`);
  }
}
