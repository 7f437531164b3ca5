import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:https';
import { ownIdentity } from '../../images/gateway/src/jobs/local/process-identity';
import { waitFor } from '../../local/process-runner/wait-for';
import { containerCommand, ownerLabel, removeLeftovers } from '../support/containers/container-command';
import { describeWithContainers } from '../support/containers/describe-with-containers';
import { imageContents } from '../support/containers/image-contents';
import { imageNames, type ImageName } from '../support/containers/image-name';
import { buildImages, type BuiltImage } from '../support/containers/images';
import { podman } from '../support/containers/store';
import { startTask, type Task } from '../support/containers/task';

describeWithContainers('the images', () => {
  let images: ReadonlyMap<ImageName, BuiltImage>;
  const image = (name: ImageName): BuiltImage => images.get(name)!;

  // The first build makes the base images too.
  beforeAll(async () => {
    const began = performance.now();
    images = await buildImages();
    const sizes = [...images.values()].map(({ name, size }) => `${name} ${(size / 1e6).toFixed(0)} MB`).join(', ');
    process.stderr.write(`images built in ${((performance.now() - began) / 1000).toFixed(1)} s: ${sizes}\n`);
  }, 900_000);

  describe.each(imageNames)('%s, as it is built', (name) => {
    test('runs as a user that orchestrators can tell is not root: a number', () => {
      expect(image(name).user).toMatch(/^[1-9]\d*(:[1-9]\d*)?$/);
    });

    test('starts its program itself, not through a command line that a shell would read', () => {
      expect(image(name).entrypoint.length).toBeGreaterThan(0);
      expect(image(name).entrypoint).not.toContain('-c');
    });

    test('holds no package caches, no private key, and no program with its owner\'s rights that Debian does not have', async () => {
      const debian = await imageContents('public.ecr.aws/docker/library/debian:trixie-slim');
      const contents = await imageContents(image(name).reference);
      expect(contents.packageCaches).toEqual([]);
      expect(contents.privateKeys).toEqual([]);
      expect(contents.setuid.filter((file) => !debian.setuid.includes(file))).toEqual([]);
    });
  });

  describe('as one task', () => {
    let task: Task;
    beforeAll(async () => { task = await startTask(images); });
    afterAll(() => task?.stop(), 60_000);

    test.each(imageNames)('%s is neither root nor able to become it', (name) => {
      const limits = task.containers[name].limits();
      const user = Number(image(name).user.split(':')[0]);
      expect(limits.userIds).toEqual([user, user, user, user]);
      expect(new Set(Object.values(limits.capabilities))).toEqual(new Set(['0000000000000000']));
      expect(limits.noNewPrivileges).toBe(true);
      expect(limits.seccomp).toBe(2);
    });

    test.each(imageNames)('%s can write to its volumes and nowhere else', async (name) => {
      const container = task.containers[name];
      const brought = { lighttpd: 0, gateway: 1, luigid: 1 }[name];
      // Shared with the gateway, which alone writes there.
      const readOnly = name === 'lighttpd' ? ['/run/luigi-gateway'] : [];
      expect(container.writableMounts().filter((mount) => !image(name).volumes.includes(mount))).toHaveLength(brought);
      await expect(container.execute('touch', '/probe')).rejects.toThrow('Read-only file system');
      for (const volume of image(name).volumes.filter((each) => !readOnly.includes(each))) await container.execute('touch', `${volume}/probe`);
      for (const volume of readOnly) await expect(container.execute('touch', `${volume}/probe`)).rejects.toThrow('Read-only file system');
    });

    test('lighttpd reaches the gateway by its sockets, on a volume that lighttpd can not write to', async () => {
      expect(await task.containers.lighttpd.execute('cat', '/run/luigi-lighttpd/gateway-people.conf')).toContain('"socket" => "/run/luigi-gateway/people.sock"');
      expect(task.containers.lighttpd.log).not.toContain('LIGHTTPD_GATEWAY_SOCKETS');
      expect(task.containers.gateway.log).toContain('"sockets":true');
    });

    test('the gateway\'s image holds the lane agent too, which says what it misses', async () => {
      await expect(task.containers.gateway.execute('node', '/opt/gateway/lane-agent.js')).rejects.toThrow(/lane-agent: [A-Z_]+ is not set, expected /);
    });

    test('lighttpd answers with luigi\'s own pages by TLS, and asks the gateway for the rest', async () => {
      const script = await fetchInsecurely(`https://127.0.0.1:${task.ports.people}/static/visualiser/js/visualiserApp.js`);
      expect(script.status).toBe(200);
      expect(script.body).toContain('visualiser');
      const call = await fetchInsecurely(`https://127.0.0.1:${task.ports.people}/api/task_list?data=%7B%7D`);
      expect(call.status).toBe(401);
      expect(JSON.parse(call.body)).toMatchObject({ status: 401 });
    });

    test('a stop by SIGTERM ends each in good order, long before ECS would kill it, and no line of the access log is lost', async () => {
      await fetchInsecurely(`https://127.0.0.1:${task.ports.people}/asked-last`);
      for (const name of ['lighttpd', 'gateway', 'luigid'] as const) {
        const { status, milliseconds } = await task.containers[name].stop();
        expect({ name, status }).toEqual({ name, status: 0 });
        expect(milliseconds).toBeLessThan(10_000);
      }
      expect(task.containers.lighttpd.log).toContain('"path":"/asked-last"');
    });
  });

  describe('the harness', () => {
    test('nothing is left running when the command that holds a container is killed', async () => {
      const task = await startTask(images);
      for (const container of Object.values(task.containers)) {
        const { pid } = container;
        expect(isAlive(pid!)).toBe(true);
        container.killCommand();
        await container.gone();
        expect(isAlive(pid!)).toBe(false);
      }
      await task.stop();
      await waitFor(async () => (await podman(['ps', '--quiet', '--filter', `label=${ownerLabel}=${ownIdentity()}`])).trim() === '',
        { what: 'podman knows of no container of this process' });
    });

    test('what a run left behind that was killed itself is removed by the next one', async () => {
      const { command, args, pid } = containerCommand('gateway', {});
      const ofTheDead = args.map((arg) => arg.replace(ownIdentity(), '4194305-0')).flatMap((arg) => arg === image('gateway').reference
        ? ['--entrypoint', '["sleep", "60"]', arg] : [arg]);
      const left = spawn(command, ofTheDead, { stdio: 'ignore' });
      const ended = once(left, 'exit');
      const found = await waitFor(pid, { what: 'the container runs' });
      expect(await removeLeftovers()).toHaveLength(1);
      expect(isAlive(found)).toBe(false);
      await ended;
    });
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function fetchInsecurely(url: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    get(url, { rejectUnauthorized: false, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => { body += text; }).on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    }).on('error', reject);
  });
}
