export { defaultLimits, type SandboxLimits } from './limits.ts';
export { type PythonResult, runPython } from './run-python.ts';
export { provenSandbox, type Sandbox } from './sandbox.ts';
