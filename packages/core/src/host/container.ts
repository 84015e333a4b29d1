// tsyringe refuses to load without the polyfill, so the two imports live together and nowhere else.
import "reflect-metadata";
import { type DependencyContainer, container as globalContainer } from "tsyringe";

export {
  type DependencyContainer,
  type InjectionToken,
  instancePerContainerCachingFactory,
} from "tsyringe";

/**
 * Makes an empty container that knows nothing of any other. Register shared things in it with `useValue` only:
 * a class or factory registered here but first resolved through a child would be built from the child's things.
 */
export function createContainer(): DependencyContainer {
  return globalContainer.createChildContainer();
}
