-- Keeps an entry unless there is one that expires later, and tells all.
-- KEYS: the values of a topic (a hash), when they expire (a sorted set); both have the same hash tag.
local values, expiries = KEYS[1], KEYS[2]
local key, value, expiresIn = ARGV[1], ARGV[2], tonumber(ARGV[3])
local channel, message, most = ARGV[4], ARGV[5], tonumber(ARGV[6])

-- The server's clock: those of the processes may be off.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local kept = redis.call('ZSCORE', expiries, key)
if kept and tonumber(kept) >= now + expiresIn and redis.call('HEXISTS', values, key) == 1 then
  return 0
end

local function forget(keys)
  if #keys > 0 then
    redis.call('HDEL', values, unpack(keys))
    redis.call('ZREM', expiries, unpack(keys))
  end
end

forget(redis.call('ZRANGEBYSCORE', expiries, '-inf', now, 'LIMIT', 0, 256))
local excess = redis.call('ZCARD', expiries) + 1 - most
if excess > 0 then
  forget(redis.call('ZRANGE', expiries, 0, math.min(excess, 256) - 1))
end

redis.call('HSET', values, key, value)
redis.call('ZADD', expiries, now + expiresIn, key)
for _, name in ipairs({ values, expiries }) do
  if redis.call('PTTL', name) < expiresIn then
    redis.call('PEXPIRE', name, string.format('%.0f', expiresIn))
  end
end

if channel ~= '' then
  redis.call('PUBLISH', channel, message)
end
return 1
