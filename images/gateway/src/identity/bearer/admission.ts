import type { TokenIssuer } from '../../../../../lib/contract/token-issuer';
import { member } from '../../json/json-object';
import type { Caller } from '../caller';
import { withEvidence } from '../with-evidence';
import { bearerEvidence } from './bearer-evidence';
import { isPrincipalText } from './principal-text';
import { refused } from './refused';
import { AllowedRoles, roleOfSubject } from './role-arn';

type Claims = Readonly<Record<string, unknown>>;

/** Whom a service lets in of those that one issuer vouches for, and by which names. Claims that callers choose themselves decide nothing. */
export class Admission {
  private readonly roles: AllowedRoles;
  private readonly clients: ReadonlySet<string> | undefined;

  constructor(private readonly issuer: TokenIssuer) {
    this.roles = new AllowedRoles(issuer.roles ?? []);
    this.clients = issuer.clients === undefined ? undefined : new Set(issuer.clients);
  }

  /**
   * The caller.
   * @param claims that the issuer has signed
   * @param expiresAt seconds since the epoch
   * @throws IdentityError `token-audience`, `token-client`, `token-claim`, `token-subject`, `token-role`
   */
  callerOf(claims: Claims, expiresAt: number): Caller {
    const evidence = bearerEvidence(this.issuer, claims);
    try {
      this.check(claims);
      const who = this.issuer.kind === 'aws-iam' ? this.byRole(claims) : this.byClaims(claims);
      return Object.freeze({ kind: 'machine', groups: Object.freeze([]), session: 'bearer', issuer: this.issuer.name, ...who, evidence, expiresAt });
    } catch (error) {
      throw withEvidence(error, evidence);
    }
  }

  private check(claims: Claims): void {
    const { audience, clientClaim, requiredClaims = {} } = this.issuer;
    // Letter by letter, so that a list holds nothing: who may use it elsewhere too could use it here.
    if (audience !== undefined && member(claims, 'aud') !== audience) throw refused('token-audience');
    if (clientClaim !== undefined) {
      const client = member(claims, clientClaim);
      if (!isPrincipalText(client) || this.clients?.has(client) === false) throw refused('token-client');
    }
    for (const [claim, value] of Object.entries(requiredClaims)) {
      if (member(claims, claim) !== value) throw refused('token-claim');
    }
  }

  private byRole(claims: Claims): Named {
    const subject = member(claims, 'sub');
    // ARNs of roles with long paths are longer than anything else that names a caller: their form is judged instead.
    if (typeof subject !== 'string' || subject === '') throw refused('token-subject');
    const role = roleOfSubject(subject);
    if (role === undefined || !this.roles.has(role.arn)) throw refused('token-role');
    return { ...named([`role:${role.arn}`], role.name), ...(role.session === undefined ? {} : { roleSession: role.session }) };
  }

  private byClaims(claims: Claims): Named {
    const { name, clientClaim, principalClaims = [] } = this.issuer;
    const subject = member(claims, 'sub');
    if (!isPrincipalText(subject)) throw refused('token-subject');
    const client = clientClaim === undefined ? undefined : String(member(claims, clientClaim));
    const principals = new Set([client === undefined ? `claim:${name}/sub=${subject}` : `client:${name}/${client}`]);
    for (const claim of principalClaims) {
      const value = member(claims, claim);
      // What no mapping could name is nobody's.
      if (isPrincipalText(value)) principals.add(`claim:${name}/${claim}=${value}`);
    }
    return named([...principals], client ?? subject);
  }
}

type Named = Pick<Caller, 'principal' | 'principals' | 'displayName' | 'roleSession'>;

/** @param principals the first is the caller's own */
function named(principals: readonly string[], displayName: string): Named {
  return { principal: principals[0] as string, principals: Object.freeze(principals), displayName };
}
