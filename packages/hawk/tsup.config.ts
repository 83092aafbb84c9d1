import { library } from '@as/build/library'

export default library(['src/index.ts', 'src/server.ts', 'src/redis.ts'])
