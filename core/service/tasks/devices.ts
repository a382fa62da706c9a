import { probeDevices } from '../../engine/index.ts';
import type { TaskHandlers } from '../../jobs/index.ts';
import type { WorkerTasks } from './schemas.ts';

export const devicesTask: TaskHandlers<WorkerTasks>['devices'] = () => probeDevices();
