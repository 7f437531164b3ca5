/** Workflows of GitHub Actions that may call. One of `repositories`, `owner` and `ownerId` is needed. */
export interface GithubActionsOptions {
  /**
   * Repositories whose workflows may call, `<owner>/<name>` as GitHub writes them, 50 at most. Callers are `client:<name>/<repository>` then.
   * @default - all of the owner
   */
  readonly repositories?: string[];
  /**
   * Owner of the repositories: an organisation or a person.
   * @default - any; then `repositories` or `ownerId` are given
   */
  readonly owner?: string;
  /**
   * Id of the owner, digits: unlike its name, nobody else can take it once the owner is renamed or gone.
   * @default - not looked at
   */
  readonly ownerId?: string;
  /**
   * Further claims that must have exactly this value, such as `environment`: `production` or `ref`: `refs/heads/main`.
   * @default - none
   */
  readonly requiredClaims?: { [name: string]: string };
  /**
   * Claims that mappings may name, as `claim:<name>/<claim>=<value>`. `sub` says repository and branch or environment in one, in a form
   * that depends on the repository's age and settings; a branch or an
   * environment alone is of any repository that may call.
   * @default ['repository', 'sub']
   */
  readonly principalClaims?: string[];
  /**
   * Audience that workflows ask for.
   * @default - `https://<host name>`
   */
  readonly audience?: string;
  /**
   * The claim `iss`: another one where an enterprise has its own.
   * @default 'https://token.actions.githubusercontent.com'
   * @see https://docs.github.com/en/actions/reference/security/oidc
   */
  readonly issuer?: string;
  /**
   * Name of the issuer, one of a kind in the service: lower-case letters, digits and inner hyphens, 32 at most.
   * @default 'github'
   */
  readonly name?: string;
}
