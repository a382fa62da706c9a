import { useRoute } from '../../state/use-app.ts';
import { BuildJob } from './build-job.tsx';
import { SetupPage } from './setup-page.tsx';

/** `#/build?manual=ID` prepares one, `#/build/JOB` shows one. */
export function BuildPage() {
  const { parts } = useRoute();
  return parts[0] === undefined ? <SetupPage /> : <BuildJob key={parts[0]} id={parts[0]} />;
}
