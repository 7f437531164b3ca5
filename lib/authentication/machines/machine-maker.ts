import type { MachineAuthenticationBindOptions, MachineAuthenticationConfig } from '../machine-authentication-config';

/** What stands behind each way in for machines. Apart from `MachineAuthentication`, so that nothing here imports the class whose factories use it. */
export interface MachineMaker {
  bind(options: MachineAuthenticationBindOptions): MachineAuthenticationConfig;
}
