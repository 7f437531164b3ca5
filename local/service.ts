import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { claimFolder, releaseFolder } from './folder';
import { ensureGatewayBundle } from './gateway-bundle';
import { issuerOf } from './identity-provider/issuer';
import { endRuns } from './jobs/end-runs';
import { JOB_DOCUMENTS, JOB_RUNNER, prepareJobs } from './jobs/prepare-jobs';
import { bearerRuleOf } from './load-balancer/bearer/bearer-rule';
import { LoadBalancer } from './load-balancer/load-balancer';
import { freePorts } from './process-runner/free-ports';
import type { SupervisedProcess } from './process-runner/supervised-process';
import { Supervisor } from './process-runner/supervisor';
import { CONTROL, type Layout, programsOf, SOCKETS } from './programs';
import type { ProgramName, ServiceOptions } from './service-options';
import { ensure } from './setup/ensure';
import { PROJECT } from './setup/paths';
import { staticFilesIn } from './static-files';
import { TokenIssuers } from './token-issuer/token-issuers';
import { trustedIssuers } from './token-issuer/trusted-issuers';

const CLIENT_ID = 'luigi-local';
const LOAD_BALANCER_ARN = 'arn:aws:elasticloadbalancing:eu-central-1:000000000000:loadbalancer/app/local/0123456789abcdef';

/** The whole service, running on this machine. */
export class Service {
  /** Holds state, logs, records and mappings of this run. */
  readonly folder: string;
  /** What browsers and scripts open. */
  readonly url: string;
  /** The identity provider. */
  readonly issuer: string;
  /** The worker lane, https, without a credential. */
  readonly workerUrl: string;
  /** `user:password` for the worker lane. */
  readonly workerCredential: string;
  /** The lane's certificate, for REQUESTS_CA_BUNDLE. lighttpd makes a new one each time it starts. */
  readonly workerCertificate: string;
  /** One JSON object a line: what the gateway decided. */
  readonly decisionLog: string;
  /** One JSON object a line: what lighttpd answered. */
  readonly accessLog: string;
  /** Mapping documents that the gateway reads every two seconds. */
  readonly mappings: string;
  /** Where the document `revoked.json` of who is shut out is read every two seconds. Empty at the start: nobody is. */
  readonly control: string;
  /** Documents of jobs that the gateway reads every two seconds. */
  readonly jobs: string;
  private stopping?: Promise<void>;

  /** @internal use {@link startService} */
  constructor(
    readonly layout: Layout, readonly supervisor: Supervisor, readonly loadBalancer: LoadBalancer,
    /** Sign tokens of machines. */
    readonly tokenIssuers: TokenIssuers,
  ) {
    const { folder, ports } = layout;
    this.folder = folder;
    this.url = layout.frontUrl;
    this.issuer = layout.issuer;
    this.workerUrl = `https://127.0.0.1:${ports.worker}`;
    this.workerCredential = layout.workerCredential;
    this.workerCertificate = path.join(folder, 'lighttpd', 'cert.pem');
    this.decisionLog = path.join(folder, 'decisions.jsonl');
    this.accessLog = path.join(supervisor.logDirectory, 'lighttpd.log');
    this.mappings = path.join(folder, 'mappings');
    this.control = path.join(folder, CONTROL);
    this.jobs = path.join(folder, JOB_DOCUMENTS);
  }

  /** Process ids of what runs now, by name. */
  get pids(): Record<string, number> {
    return this.supervisor.pids;
  }

  /** The worker lane with its credential: what `scheduler_url` is set to. */
  get schedulerUrl(): string {
    return this.workerUrl.replace('https://', `https://${this.workerCredential}@`);
  }

  /** One of the programs: to kill, restart, or wait for. */
  program(name: ProgramName): SupervisedProcess {
    return this.supervisor.get(name);
  }

  /** Stops everything in order. Its folder stays. */
  stop(): Promise<void> {
    this.stopping ??= (async () => {
      await this.loadBalancer.stop();
      await this.tokenIssuers.stop();
      await this.supervisor.stop();
      endRuns(path.join(this.folder, JOB_RUNNER));
      releaseFolder(this.folder);
    })();
    return this.stopping;
  }

  /** Ends everything at once. */
  killNow(): void {
    this.supervisor.killNow();
    endRuns(path.join(this.folder, JOB_RUNNER));
  }
}

/**
 * Starts the whole service on this machine and waits until all of it answers; sets up what is missing.
 * Whatever fails, nothing is left running.
 * @throws SetupError where something can't be had, Error naming the program that did not start
 */
export async function startService(options: ServiceOptions = {}): Promise<Service> {
  const progress = options.progress ?? (() => undefined);
  const [{ luigi: venv }, gatewayBundle, found] = await Promise.all([ensure(['lighttpd', 'luigi']), ensureGatewayBundle(), freePorts(12)]);
  // Ports that are asked for look free until they are listened on.
  const free = found.filter((each) => ![options.port, options.identityPort, options.tokensPort].includes(each));
  const folder = claimFolder(options.name ?? 'luigi', options.parent);
  for (const name of ['state', 'lighttpd', SOCKETS, CONTROL]) mkdirSync(path.join(folder, name), { mode: 0o700 });
  cpSync(options.mappings ?? path.join(PROJECT, 'local/mappings'), path.join(folder, 'mappings'), { recursive: true });
  const port = (index: number) => free[index] as number;
  const front = options.port ?? port(0);
  const identity = options.identityPort ?? port(1);
  const tokens = options.tokensPort ?? port(8);
  const frontUrl = `http://127.0.0.1:${front}`;
  const layout: Layout = {
    folder, venv, staticFiles: staticFilesIn(venv), gatewayBundle,
    ports: {
      front, identity, keys: port(2), people: port(3), worker: port(4), gatewayPeople: port(5), gatewayWorker: port(6), luigid: port(7),
      tokens,
    },
    frontUrl,
    issuer: issuerOf(identity),
    clientId: CLIENT_ID,
    clientSecret: randomBytes(24).toString('base64url'),
    loadBalancerArn: LOAD_BALANCER_ARN,
    workerCredential: `pipeline:${randomBytes(24).toString('hex')}`,
    tokenIssuers: trustedIssuers(`http://127.0.0.1:${tokens}`, frontUrl),
  };
  prepareJobs(layout, options.jobs);
  const supervisor = new Supervisor(path.join(folder, 'logs'));
  let loadBalancer: LoadBalancer | undefined;
  let tokenIssuers: TokenIssuers | undefined;
  try {
    loadBalancer = await startLoadBalancer(layout, options);
    tokenIssuers = await TokenIssuers.start({ port: tokens, audience: frontUrl });
    const programs = programsOf(layout);
    const start = async (name: ProgramName) => {
      const program = { ...programs[name], env: { ...programs[name].env, ...options.env?.[name] } };
      progress(`starting ${name}`);
      await supervisor.start(options.replace?.(program) ?? program);
    };
    const provider = start('identity-provider');
    provider.catch(() => undefined);
    for (const name of ['luigid', 'gateway', 'lighttpd'] as const) await start(name);
    await provider;
    return new Service(layout, supervisor, loadBalancer, tokenIssuers);
  } catch (error) {
    await loadBalancer?.stop();
    await tokenIssuers?.stop();
    await supervisor.stop();
    releaseFolder(folder);
    throw error;
  }
}

function startLoadBalancer(layout: Layout, options: ServiceOptions): Promise<LoadBalancer> {
  const { ports, issuer } = layout;
  const internal = `http://127.0.0.1:${ports.identity}`;
  return LoadBalancer.start({
    port: ports.front, keysPort: ports.keys, target: `https://127.0.0.1:${ports.people}`, arn: layout.loadBalancerArn,
    sessionSeconds: options.sessionSeconds,
    bearer: layout.tokenIssuers.map(bearerRuleOf),
    oidc: {
      issuer, authorizationEndpoint: `${issuer}/auth`, tokenEndpoint: `${internal}/token`, userInfoEndpoint: `${internal}/me`,
      clientId: layout.clientId, clientSecret: layout.clientSecret, scope: 'openid profile email groups',
    },
  });
}
