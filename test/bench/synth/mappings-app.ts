import { App } from 'aws-cdk-lib';
import { LuigiPrincipal } from '../../../lib';
import type { Build } from './child';
import { serviceIn } from './service';

const MAPPINGS = 10;

/** The same with ten mappings. */
export const build: Build = (outdir) => {
  const app = new App({ outdir });
  const service = serviceIn(app);
  for (let index = 0; index < MAPPINGS; index += 1) {
    service.mapRole(`Team${index}`, { principals: [LuigiPrincipal.group(`team-${index}`)], view: [`team${index}.*`], operate: [`team${index}.*`] });
  }
  app.synth();
};
