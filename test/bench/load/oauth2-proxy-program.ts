import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findProgram, run } from '../../../local/setup/command';
import { withLock } from '../../../local/setup/lock';
import { LOCAL } from '../../../local/setup/paths';

/** The newest release on 2026-11-23. MIT licence. @see https://github.com/oauth2-proxy/oauth2-proxy/releases/tag/v7.15.3 */
export const OAUTH2_PROXY_VERSION = 'v7.15.3';
const MODULE = 'github.com/oauth2-proxy/oauth2-proxy/v7';

/**
 * oauth2-proxy, built from its published Go module where a Go toolchain is at hand, which takes some minutes; kept under .local.
 * @param cache holds what was built
 * @returns its path, or why there is none
 */
export async function oauth2ProxyProgram(cache = path.join(LOCAL, 'cache')): Promise<{ readonly program: string } | { readonly missing: string }> {
  const folder = path.join(cache, `oauth2-proxy-${OAUTH2_PROXY_VERSION.slice(1)}`);
  const program = path.join(folder, 'oauth2-proxy');
  return await withLock(path.join(cache, 'oauth2-proxy.lock'), async () => {
    if (existsSync(program)) return { program };
    const go = findProgram('go') ?? (existsSync('/usr/local/go/bin/go') ? '/usr/local/go/bin/go' : undefined);
    if (go === undefined) return { missing: 'no Go toolchain is on PATH' };
    const module = mkdtempSync(path.join(tmpdir(), 'oauth2-proxy-'));
    try {
      // Beside where it belongs, whole only by its name: the module's folder may be on another disk.
      const built = `${program}.new`;
      mkdirSync(folder, { recursive: true });
      // `go install` asks for the module's list of versions, which not every module proxy has; a module that requires one version doesn't.
      for (const args of [
        ['mod', 'init', 'bench.invalid/oauth2-proxy'],
        ['mod', 'edit', `-require=${MODULE}@${OAUTH2_PROXY_VERSION}`],
        ['build', '-mod=mod', '-trimpath', '-o', built, MODULE],
      ]) {
        const { status, output } = await run(go, ['-C', module, ...args]);
        if (status !== 0) return { missing: `go ${args[0]} failed: ${output.trim().slice(-500)}` };
      }
      renameSync(built, program);
      return { program };
    } finally {
      rmSync(module, { recursive: true, force: true });
    }
  });
}
