-- Reports what a process has spent of a limit, and changes its lease. The same rules as LeaseAccount of the core.
-- KEYS: the account (a hash), when its leases expire (a sorted set), what was spent when (a hash, for a sliding limit);
-- all have the same hash tag.
local account, expiries, slices = KEYS[1], KEYS[2], KEYS[3]
local holder, newEpoch = ARGV[1], ARGV[2]
local spent, inHand, wanted, limit = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local leaseTime, lifetime, returnsLost = tonumber(ARGV[7]), tonumber(ARGV[8]), ARGV[9] == '1'
local lastEpoch, lastVersion = ARGV[10], tonumber(ARGV[11])
local lastSpent, lastClaimed = tonumber(ARGV[12]), tonumber(ARGV[13])
local lastReported, lastGranted = tonumber(ARGV[14]), tonumber(ARGV[15])
local window = tonumber(ARGV[16])

-- The server's clock: those of the processes may be off.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local fields = redis.call('HMGET', account, 'epoch', 'version', 'recovers', 'spent', 'claimed',
  'rememberedSpent', 'rememberedClaimed', 'spent:' .. holder, 'claimed:' .. holder, 'epoch:' .. holder,
  'lost:' .. holder, 'lostAt:' .. holder)
local epoch = fields[1] or newEpoch
local version, recovers = tonumber(fields[2] or 0), tonumber(fields[3] or 0)
local allSpent, allClaimed = tonumber(fields[4] or 0), tonumber(fields[5] or 0)
local rememberedSpent, rememberedClaimed = tonumber(fields[6] or 0), tonumber(fields[7] or 0)
local ownSpent, ownClaimed, ownEpoch = tonumber(fields[8] or 0), tonumber(fields[9] or 0), fields[10]
local lost, lostAt = tonumber(fields[11] or 0), fields[12]

-- Whole numbers up to 2^53 are exact; the default form of large ones has an exponent.
local function text(number)
  return string.format('%.0f', number)
end

-- Of a sliding limit, what is too old does not count.
local slice = window > 0 and math.floor(now / (window / 60)) or 0
if window > 0 then
  local sums, known = redis.call('HGETALL', slices), 0
  for i = 1, #sums, 2 do
    local sum = tonumber(sums[i + 1])
    known = known + sum
    if tonumber(sums[i]) < slice - 60 then
      allSpent, allClaimed = allSpent - sum, allClaimed - sum
      known = known - sum
      redis.call('HDEL', slices, sums[i])
    end
  end

  -- When the rest was spent was evicted: now, at the latest.
  if known ~= allSpent then
    redis.call('HINCRBY', slices, text(slice), text(allSpent - known))
  end
end

-- The times of all leases were evicted: they begin anew.
if allClaimed > allSpent and redis.call('EXISTS', expiries) == 0 then
  local parts = redis.call('HGETALL', account)
  for i = 1, #parts, 2 do
    local other = string.match(parts[i], '^claimed:(.+)$')
    if other and tonumber(parts[i + 1]) > tonumber(redis.call('HGET', account, 'spent:' .. other) or 0) then
      redis.call('ZADD', expiries, now + leaseTime, other)
    end
  end
end

local function addSpent(amount)
  allSpent = allSpent + amount
  if window > 0 and amount ~= 0 then
    redis.call('HINCRBY', slices, text(slice), text(amount))
  end
end

-- All who live have said what they have. What others had leased by their word is like the lease of one that died.
if recovers > 0 and now >= recovers then
  recovers = 0
  local nobodys, parts = allClaimed - allSpent, redis.call('HGETALL', account)
  for i = 1, #parts, 2 do
    if string.find(parts[i], '^claimed:') then
      nobodys = nobodys - tonumber(parts[i + 1])
    elseif string.find(parts[i], '^spent:') then
      nobodys = nobodys + tonumber(parts[i + 1])
    end
  end
  if nobodys > 0 and returnsLost then
    allClaimed = allClaimed - nobodys
  elseif nobodys > 0 then
    addSpent(nobodys)
  end
end

-- Does this process know something that is not known here, and has not said so yet?
local hasLost = lastEpoch ~= '' and (ownEpoch ~= epoch or (lastEpoch == epoch and lastVersion > version))
if hasLost and (lastEpoch == epoch or redis.call('HEXISTS', account, 'earlier:' .. lastEpoch) == 0) then
  -- The first to notice. All others will, too: by the name of the state that they knew.
  if lastEpoch == epoch then
    rememberedSpent, rememberedClaimed = allSpent, allClaimed
  else
    rememberedSpent, rememberedClaimed = 0, 0
  end
  redis.call('HSET', account, 'earlier:' .. lastEpoch, 1, 'earlier:' .. epoch, 1)
  epoch = newEpoch
  version = math.max(version, lastVersion)
  recovers = now + leaseTime
end

-- The leases of processes that have given no sign of life.
for _, other in ipairs(redis.call('ZRANGEBYSCORE', expiries, '-inf', now, 'LIMIT', 0, 256)) do
  redis.call('ZREM', expiries, other)
  if other ~= holder then
    local part = redis.call('HMGET', account, 'spent:' .. other, 'claimed:' .. other)
    local partSpent, partClaimed = tonumber(part[1] or 0), tonumber(part[2] or 0)
    if returnsLost then
      allClaimed = allClaimed - (partClaimed - partSpent)
      redis.call('HSET', account, 'claimed:' .. other, text(partSpent))
    else
      addSpent(partClaimed - partSpent)
      redis.call('HSET', account, 'spent:' .. other, text(partClaimed),
        'lost:' .. other, text(partClaimed - partSpent), 'lostAt:' .. other, text(slice))
    end
  end
end

-- One that was taken for dead is not: what it has not spent is a lease again. Of a sliding limit, what counted as spent
-- leaves where it was counted, so that no later time has too little.
if lost > 0 then
  if not hasLost then
    local counted = lost
    if window > 0 then
      counted = math.max(math.min(lost, tonumber(redis.call('HGET', slices, lostAt) or 0)), 0)
      if counted > 0 then
        redis.call('HINCRBY', slices, lostAt, text(-counted))
      end
    end
    allSpent = allSpent - counted
    allClaimed = allClaimed + lost - counted
    ownSpent = ownSpent - lost
  end
  redis.call('HDEL', account, 'lost:' .. holder, 'lostAt:' .. holder)
end

if hasLost then
  -- What all had spent and claimed is the most that anyone remembers; to it comes what each has spent since then.
  addSpent(math.max(lastSpent - rememberedSpent, 0) + spent - lastReported)
  allClaimed = allClaimed + math.max(lastClaimed - rememberedClaimed, 0) + inHand - lastGranted
  rememberedSpent = math.max(rememberedSpent, lastSpent)
  rememberedClaimed = math.max(rememberedClaimed, lastClaimed)
  ownClaimed = inHand
else
  addSpent(spent - ownSpent)
  allClaimed = allClaimed + math.max(inHand - ownClaimed, 0)
  ownClaimed = math.max(ownClaimed, inHand)
end

local isRecovering = now < recovers
local most = isRecovering and ownClaimed or limit - (allClaimed - ownClaimed)
local granted = math.max(math.min(wanted, most), inHand, spent)
allClaimed = allClaimed + granted - ownClaimed
version = version + 1

redis.call('HSET', account, 'epoch', epoch, 'version', text(version), 'recovers', text(recovers),
  'spent', text(allSpent), 'claimed', text(allClaimed),
  'rememberedSpent', text(rememberedSpent), 'rememberedClaimed', text(rememberedClaimed),
  'spent:' .. holder, text(spent), 'claimed:' .. holder, text(granted), 'epoch:' .. holder, epoch)
if granted > spent then
  redis.call('ZADD', expiries, now + leaseTime, holder)
else
  redis.call('ZREM', expiries, holder)
end
redis.call('PEXPIRE', account, text(lifetime))
redis.call('PEXPIRE', expiries, text(lifetime))
redis.call('PEXPIRE', slices, text(lifetime))
return { text(granted), text(allSpent), text(allClaimed), epoch, text(version), isRecovering and 1 or 0 }
