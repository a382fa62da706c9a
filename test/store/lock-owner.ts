import { lockHome } from '../../core/store/index.ts';

/** A process that owns the home given, and says so, until it is killed. */
const lock = lockHome(process.argv[2]!);
lock.publish(4711, 'secret');
process.send?.(lock.owner);
setInterval(() => {}, 60_000);
