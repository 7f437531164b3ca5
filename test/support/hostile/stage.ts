import type { Aftermath } from './aftermath';
import type { Scene } from './scene';

/** Where attacks happen: known once the service runs, so tests ask for it when they begin. */
export type Stage = () => { readonly scene: Scene; readonly aftermath: Aftermath };
