import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { IdentityError } from '../identity/errors';
import { Problem } from '../problem';
import type { Settings } from '../settings/settings';
import { DATA_HEADERS, pageHeaders } from './answer/security-headers';
import type { Enforcement, Hearing } from './enforcement/enforcement';
import type { JobDoor } from './jobs/job-door';
import type { JobParts } from './jobs/job-parts';
import { orUnavailable, recentRuns } from './jobs/runs-for-pages';
import { type HomeJobs, homePage } from './pages/home';
import { ICON } from './pages/icon';
import { PORTAL_SCRIPT } from './pages/portal-script';
import { confirmSignOutPage, leavingPage, signedOutPage } from './pages/sign-out';
import { STYLE } from './pages/style';

/** A load balancer splits its session over up to four cookies; expiring them ends it in this browser. */
const SESSION_COOKIES = [0, 1, 2, 3].map((shard) => `AWSELBAuthSessionCookie-${shard}`);

/** How many runs the start page shows. */
const RECENT = 10;

/** The pages that explain the service to whoever is signed in, and the way out. */
export function addPortalRoutes(
  listener: FastifyInstance,
  enforcement: Enforcement,
  settings: Pick<Settings, 'serviceName' | 'publicUrl' | 'signOutUrl'>,
  jobs?: Pick<JobParts, 'runner'> & { readonly door: JobDoor },
): void {
  const { serviceName } = settings;
  const html = (reply: FastifyReply, page: string): unknown =>
    reply.headers(pageHeaders(STYLE)).type('text/html; charset=utf-8').send(page);
  const signedIn = (hearing: Hearing, method: string): void => {
    hearing.deliberation.about({ action: 'page', method });
    hearing.deliberation.allow('signed-in', null);
  };

  listener.get('/', enforcement.guard(async (hearing) => {
    const access = enforcement.accessOf(hearing.caller);
    signedIn(hearing, 'home');
    return hearing.reply.headers(pageHeaders(STYLE, jobs !== undefined)).type('text/html; charset=utf-8')
      .send(homePage(serviceName, hearing.caller, access, await homeJobs(hearing)));
  }));

  listener.get('/portal.js', async (_request, reply) =>
    reply.headers({ ...DATA_HEADERS, 'Cache-Control': 'private, max-age=31536000, immutable' }).type('text/javascript; charset=utf-8').send(PORTAL_SCRIPT));

  // What browsers ask for beside Luigi's own pages. Tells nothing, so that it needs no decision.
  listener.get('/favicon.ico', async (_request, reply) =>
    reply.headers({ ...DATA_HEADERS, 'Cache-Control': 'private, max-age=86400' }).type('image/svg+xml').send(ICON));

  listener.get('/sign-out', async (_request, reply) => html(reply, confirmSignOutPage(serviceName)));

  const signOut = enforcement.guardWayOut(async (hearing) => {
    if (!isOwn(hearing.request)) throw new Problem(403, 'origin-not-proved', 'sign out by the button of the start page');
    signedIn(hearing, 'sign-out');
    return leave(hearing.reply);
  }, () => ({ action: 'page', method: 'sign-out' }));

  listener.post('/sign-out', async (request, reply) => {
    try {
      return await signOut(request, reply);
    } catch (error) {
      // A sign-in that is not good enough, which is on record, ends too: else nobody could sign in as somebody else, or anew.
      // So does one that no record can be made of: to keep somebody signed in protects nothing.
      if ((error instanceof IdentityError || isUnrecorded(error)) && isOwn(request)) return leave(reply);
      throw error;
    }
  });

  listener.get('/signed-out', async (_request, reply) => html(reply, signedOutPage(serviceName)));

  /** Ends the session in this browser. */
  function leave(reply: FastifyReply): unknown {
    const secure = settings.publicUrl.protocol === 'https:' ? '; Secure' : '';
    void reply
      // Answers to view calls, and what the browser keeps of pages that one can go back to.
      .header('Clear-Site-Data', '"cache"')
      .header('Set-Cookie', SESSION_COOKIES.map((name) => `${name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${secure}`));
    if (settings.signOutUrl === undefined) return reply.headers(pageHeaders(STYLE)).redirect('/signed-out', 303);
    // Not a redirect: browsers hold all redirects after a form to its page's policy, and where a provider sends people on to,
    // such as from Cognito to a SAML provider and back, nobody here knows.
    return html(reply, leavingPage(serviceName, settings.signOutUrl));
  }

  async function homeJobs({ caller }: Hearing): Promise<HomeJobs | undefined> {
    if (jobs === undefined) return undefined;
    const granted = await orUnavailable(async () => jobs.door.jobsOf(caller).map(({ job }) => job));
    const names = new Set(granted === 'unavailable' ? [] : granted.map(({ name }) => name));
    return { jobs: granted, runs: await recentRuns(jobs.runner, names, RECENT), now: new Date() };
  }
}

/** Whether a page of ours asks: no other site's may sign anybody out. */
function isOwn({ headers }: FastifyRequest): boolean {
  return headers['sec-fetch-site'] === 'same-origin';
}

function isUnrecorded(error: unknown): boolean {
  return error instanceof Problem && error.code === 'record-unavailable';
}
