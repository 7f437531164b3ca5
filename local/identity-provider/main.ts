import { createProvider } from './provider';
import { createIdentityServer } from './server';
import { readIdentityProviderSettings } from './settings';

/** Runs the identity provider of the one-machine service until it is told to stop. */
async function main(): Promise<void> {
  const settings = readIdentityProviderSettings(process.env);
  const provider = await createProvider(settings);
  provider.on('server_error', (_context, error) => console.error(error));
  // By name, browsers may come by either family; a machine without IPv6 does with one.
  for (const host of ['127.0.0.1', '::1']) {
    const server = createIdentityServer(provider, settings);
    server.on('error', (error: NodeJS.ErrnoException) => {
      if (host === '::1' && error.code !== 'EADDRINUSE') return;
      console.error(`identity provider: cannot listen on ${host}:${settings.port}: ${error.code}`);
      process.exit(1);
    });
    server.listen(settings.port, host);
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0));
}

main().catch((error: unknown) => {
  console.error(`identity provider: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(2);
});
