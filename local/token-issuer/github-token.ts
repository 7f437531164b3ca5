import { createHash, randomUUID } from 'node:crypto';

/** A workflow's run, as far as its token tells. */
export interface GithubTokenProps {
  readonly issuer: string;
  /** `owner/name` */
  readonly repository: string;
  /** @default - the address of the repository's owner, as GitHub does */
  readonly audience?: string;
  /** @default refs/heads/main */
  readonly ref?: string;
  /** @default - the job names none */
  readonly environment?: string;
  /** @default workflow_dispatch */
  readonly event?: string;
}

/** The claims as GitHub documents them. @see https://docs.github.com/en/actions/reference/security/oidc */
export function githubClaims({ issuer, repository, audience, ref = 'refs/heads/main', environment, event = 'workflow_dispatch' }: GithubTokenProps): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1_000);
  const [owner = ''] = repository.split('/');
  const workflow = `${repository}/.github/workflows/report.yml@${ref}`;
  const sha = createHash('sha1').update(workflow).digest('hex');
  return {
    iss: issuer,
    aud: audience ?? `https://github.com/${owner}`,
    sub: `repo:${repository}:${environment !== undefined ? `environment:${environment}` : event === 'pull_request' ? event : `ref:${ref}`}`,
    iat: now,
    nbf: now - 300,
    exp: now + 300,
    jti: randomUUID(),
    repository,
    repository_owner: owner,
    repository_id: '74',
    repository_owner_id: '65',
    repository_visibility: 'private',
    ref,
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    ...(environment === undefined ? {} : { environment }),
    sha,
    workflow: 'Daily report',
    workflow_ref: workflow,
    workflow_sha: sha,
    job_workflow_ref: workflow,
    job_workflow_sha: sha,
    event_name: event,
    actor: 'octocat',
    actor_id: '12',
    base_ref: '',
    head_ref: '',
    run_id: '4711',
    run_number: '10',
    run_attempt: '1',
    runner_environment: 'github-hosted',
  };
}
