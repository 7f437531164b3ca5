import { App } from 'aws-cdk-lib';
import type { Build } from './child';
import { serviceIn } from './service';

/** LuigiService as it comes: with login, firewall, state with backups, alarms, dashboard. */
export const build: Build = (outdir) => {
  const app = new App({ outdir });
  serviceIn(app);
  app.synth();
};
