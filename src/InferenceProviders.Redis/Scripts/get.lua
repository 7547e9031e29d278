-- The entries of a topic that have not expired: key, value, milliseconds that are left; and so on.
-- KEYS: the values of a topic (a hash), when they expire (a sorted set); both have the same hash tag.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local found = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. now, '+inf', 'WITHSCORES')
local entries = {}
for i = 1, #found, 2 do
  -- One that was evicted has a time, and no value.
  local value = redis.call('HGET', KEYS[1], found[i])
  if value then
    entries[#entries + 1] = found[i]
    entries[#entries + 1] = value
    entries[#entries + 1] = string.format('%.0f', found[i + 1] - now)
  end
end
return entries
