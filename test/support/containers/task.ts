import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePorts } from '../../../local/process-runner/free-ports';
import { answers } from '../../../local/process-runner/http-probe';
import type { ContainerMount } from './container-command';
import type { ImageName } from './image-name';
import type { BuiltImage } from './images';
import { RunningContainer } from './running-container';

/** The three containers of the service, running as one Fargate task would: one network, told about each other by their ports. */
export interface Task {
  readonly ports: Readonly<Record<'people' | 'worker' | 'gatewayPeople' | 'gatewayWorker' | 'luigid', number>>;
  readonly containers: Readonly<Record<ImageName, RunningContainer>>;
  /** Stops what still runs, in the order that ECS uses, and removes the task's folder. */
  stop(): Promise<void>;
}

/** Settings of {@link startTask}. */
export interface TaskOptions {
  /** Variables beside those that connect the containers. @default - a gateway whose load balancer exists nowhere, so that nobody is known */
  readonly env?: Readonly<Partial<Record<ImageName, Readonly<Record<string, string>>>>>;
}

/** Where the images have the gateway's sockets. */
const SOCKET_FOLDER = '/run/luigi-gateway';

/**
 * Starts the images as one task, the three of them at the same time as ECS does, and waits until each answers.
 *
 * @throws Error with what the container wrote, if one ends or doesn't answer
 */
export async function startTask(images: ReadonlyMap<ImageName, BuiltImage>, options: TaskOptions = {}): Promise<Task> {
  const [people, worker, gatewayPeople, gatewayWorker, luigid] = await freePorts(5) as [number, number, number, number, number];
  const folder = mkdtempSync(path.join(tmpdir(), 'luigi-task-'));
  const sub = (name: string): string => {
    const made = path.join(folder, name);
    mkdirSync(made);
    return made;
  };
  const mappings = sub('mappings');
  const records = sub('records');
  const state = sub('state');
  const sockets = sub('sockets');
  writeFileSync(path.join(mappings, 'nobody.json'), JSON.stringify({ version: 1, principals: ['group:nobody'], grants: { view: ['*'] } }));

  const start = (name: ImageName, env: Readonly<Record<string, string>>, mounts: readonly ContainerMount[] = []): RunningContainer =>
    RunningContainer.start(images.get(name)!, { ...env, ...options.env?.[name] }, mounts);
  const containers = {
    luigid: start('luigid', { LUIGID_PORT: `${luigid}`, LUIGID_STATE_DIR: state }, [{ source: state }]),
    gateway: start('gateway', {
      GATEWAY_SOCKET_FOLDER: SOCKET_FOLDER,
      GATEWAY_PEOPLE_PORT: `${gatewayPeople}`,
      GATEWAY_WORKER_PORT: `${gatewayWorker}`,
      GATEWAY_LUIGID_URL: `http://127.0.0.1:${luigid}`,
      GATEWAY_PUBLIC_URL: `http://127.0.0.1:${people}`,
      GATEWAY_LOAD_BALANCER_ARN: 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/test/0123456789abcdef',
      GATEWAY_LOAD_BALANCER_KEYS_URL: 'http://127.0.0.1:9/',
      GATEWAY_OIDC_ISSUER: 'http://127.0.0.1:9',
      GATEWAY_OIDC_CLIENT_ID: 'test',
      GATEWAY_MAPPINGS: `directory:${mappings}`,
      GATEWAY_DECISION_LOG: `file:${path.join(records, 'decisions.jsonl')}`,
    }, [{ source: mappings, readOnly: true }, { source: records }, { source: sockets, target: SOCKET_FOLDER }]),
    lighttpd: start('lighttpd', {
      LIGHTTPD_BIND: '127.0.0.1',
      LIGHTTPD_PEOPLE_PORT: `${people}`,
      LIGHTTPD_WORKER_PORT: `${worker}`,
      LIGHTTPD_GATEWAY_PEOPLE_PORT: `${gatewayPeople}`,
      LIGHTTPD_GATEWAY_WORKER_PORT: `${gatewayWorker}`,
      LIGHTTPD_GATEWAY_SOCKETS: SOCKET_FOLDER,
    }, [{ source: sockets, target: SOCKET_FOLDER, readOnly: true }]),
  };
  const stop = async (): Promise<void> => {
    for (const name of ['lighttpd', 'gateway', 'luigid'] as const) {
      if (containers[name].status === undefined) await containers[name].stop().catch(() => containers[name].kill());
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await containers.luigid.until('answers', answers(`http://127.0.0.1:${luigid}/api/task_list?data=%7B%7D`, (status) => status === 200));
    await containers.gateway.until('answers', answers(`http://127.0.0.1:${gatewayPeople}/livez`, (status) => status === 200));
    await containers.lighttpd.until('answers', answers(`https://127.0.0.1:${people}/livez`, (status) => status === 200));
  } catch (error) {
    await stop();
    throw error;
  }
  return { ports: { people, worker, gatewayPeople, gatewayWorker, luigid }, containers, stop };
}
