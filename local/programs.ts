import path from 'node:path';
import type { TokenIssuer } from '../lib/contract/token-issuer';
import { answers } from './process-runner/http-probe';
import type { Program } from './process-runner/program';
import type { ProgramName } from './service-options';
import { PROJECT } from './setup/paths';

/** All that the programs of one service must know. */
export interface Layout {
  readonly folder: string;
  readonly venv: string;
  readonly staticFiles: string;
  readonly gatewayBundle: string;
  readonly ports: {
    readonly front: number; readonly keys: number; readonly identity: number; readonly people: number; readonly worker: number;
    readonly gatewayPeople: number; readonly gatewayWorker: number; readonly luigid: number;
    readonly tokens: number;
  };
  readonly frontUrl: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly loadBalancerArn: string;
  readonly workerCredential: string;
  /** Whose bearer tokens are believed. */
  readonly tokenIssuers: readonly TokenIssuer[];
}

/** Where it says who is shut out, in the folder of a service. */
export const CONTROL = 'control';

/** Where the gateway's sockets are, in the folder of a service. */
export const SOCKETS = 'sockets';

/** The programs as they run on one machine: the same files and the same settings as in the images. */
export function programsOf(layout: Layout): Record<ProgramName, Program> {
  const { folder, ports } = layout;
  const signOut = new URL(`${layout.issuer}/session/end`);
  signOut.search = new URLSearchParams({ client_id: layout.clientId, post_logout_redirect_uri: `${layout.frontUrl}/signed-out` }).toString();
  return {
    'luigid': {
      name: 'luigid',
      command: path.join(layout.venv, 'bin/python'),
      args: ['-m', 'luigid'],
      cwd: folder,
      env: {
        PYTHONPATH: path.join(PROJECT, 'images/luigid'), PYTHONSAFEPATH: '1', PYTHONDONTWRITEBYTECODE: '1',
        LUIGID_PORT: `${ports.luigid}`, LUIGID_STATE_DIR: path.join(folder, 'state'),
      },
      ready: answers(`http://127.0.0.1:${ports.luigid}/api/is_pause_enabled?data=%7B%7D`, (status) => status === 200),
      stopTimeoutMs: 10_000,
    },
    'gateway': {
      name: 'gateway',
      command: process.execPath,
      args: [layout.gatewayBundle],
      cwd: folder,
      env: {
        LUIGI_SERVICE_NAME: 'local',
        GATEWAY_PEOPLE_PORT: `${ports.gatewayPeople}`,
        GATEWAY_WORKER_PORT: `${ports.gatewayWorker}`,
        GATEWAY_SOCKET_FOLDER: path.join(folder, SOCKETS),
        GATEWAY_LUIGID_URL: `http://127.0.0.1:${ports.luigid}`,
        GATEWAY_TRUSTED_PROXIES: '127.0.0.1/32',
        GATEWAY_PUBLIC_URL: layout.frontUrl,
        GATEWAY_LOAD_BALANCER_ARN: layout.loadBalancerArn,
        GATEWAY_LOAD_BALANCER_KEYS_URL: `http://127.0.0.1:${ports.keys}`,
        GATEWAY_OIDC_ISSUER: layout.issuer,
        GATEWAY_OIDC_CLIENT_ID: layout.clientId,
        GATEWAY_USER_CLAIM: 'email',
        GATEWAY_MAPPINGS: `directory:${path.join(folder, 'mappings')}`,
        GATEWAY_MAPPINGS_REFRESH_SECONDS: '2',
        GATEWAY_CONTROL: `directory:${path.join(folder, CONTROL)}`,
        GATEWAY_JOBS: `directory:${path.join(folder, 'jobs')}`,
        GATEWAY_JOB_RUNNER: `local:${path.join(folder, 'runner')}`,
        GATEWAY_DECISION_LOG: `file:${path.join(folder, 'decisions.jsonl')}`,
        GATEWAY_WORKER_CREDENTIAL: layout.workerCredential,
        GATEWAY_SIGN_OUT_URL: signOut.href,
        GATEWAY_TOKEN_ISSUERS: JSON.stringify(layout.tokenIssuers),
      },
      ready: answers(`http://127.0.0.1:${ports.gatewayPeople}/livez`, (status) => status === 200),
      stopTimeoutMs: 10_000,
    },
    'lighttpd': {
      name: 'lighttpd',
      command: '/bin/sh',
      args: [path.join(PROJECT, 'images/lighttpd/entry.sh')],
      cwd: folder,
      env: {
        LIGHTTPD_BIND: '127.0.0.1',
        LIGHTTPD_PEOPLE_PORT: `${ports.people}`,
        LIGHTTPD_WORKER_PORT: `${ports.worker}`,
        LIGHTTPD_GATEWAY_PEOPLE_PORT: `${ports.gatewayPeople}`,
        LIGHTTPD_GATEWAY_WORKER_PORT: `${ports.gatewayWorker}`,
        LIGHTTPD_GATEWAY_SOCKETS: path.join(folder, SOCKETS),
        LIGHTTPD_STATIC_DIR: layout.staticFiles,
        LIGHTTPD_RUN_DIR: path.join(folder, 'lighttpd'),
        LIGHTTPD_TRUSTED_PROXIES: '127.0.0.1/32',
        LIGHTTPD_STOP_SECONDS: '3',
      },
      ready: answers(`https://127.0.0.1:${ports.people}/livez`, (status) => status === 200),
    },
    'identity-provider': {
      name: 'identity-provider',
      command: process.execPath,
      args: ['--import', 'tsx', path.join(PROJECT, 'local/identity-provider/main.ts')],
      cwd: PROJECT,
      env: {
        NODE_NO_WARNINGS: '1',
        IDENTITY_PROVIDER_PORT: `${ports.identity}`,
        IDENTITY_PROVIDER_CLIENT_ID: layout.clientId,
        IDENTITY_PROVIDER_CLIENT_SECRET: layout.clientSecret,
        IDENTITY_PROVIDER_FRONT_DOORS: `${layout.frontUrl} http://localhost:${ports.front}`,
      },
      ready: answers(`http://127.0.0.1:${ports.identity}/.well-known/openid-configuration`, (status) => status === 200),
    },
  };
}
